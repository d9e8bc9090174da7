package dev.mayfly.store.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

/** A line to a local port that breaks, once, when the client says a given word. */
final class CuttingProxy implements Closeable {
    private enum When {
        BEFORE,
        AFTER_ANSWER
    }

    private record Cut(String word, When when) {
        static final Cut NEVER = new Cut("\0never said", When.BEFORE);
    }

    private final ServerSocket listener;
    private final int target;
    private final Thread accepting = Thread.ofPlatform().daemon().unstarted(this::accept);
    private final AtomicReference<Cut> cut = new AtomicReference<>(Cut.NEVER);

    private CuttingProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static CuttingProxy to(int port) throws IOException {
        CuttingProxy proxy = new CuttingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        proxy.accepting.start();
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The server does not hear the word. */
    void cutBefore(String word) {
        cut.set(new Cut(word, When.BEFORE));
    }

    /** The server hears the word and answers; the client does not hear the answer. */
    void cutAfterAnswerTo(String word) {
        cut.set(new Cut(word, When.AFTER_ANSWER));
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Line line = new Line(client, server);
                Thread.ofVirtual().start(line::carryQuestions);
                Thread.ofVirtual().start(line::carryAnswers);
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
        }
    }

    private final class Line {
        private final Socket client;
        private final Socket server;
        private volatile boolean deaf;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void carryQuestions() {
            try (client;
                    server) {
                byte[] buffer = new byte[64 * 1024];
                InputStream questions = client.getInputStream();
                for (int n = questions.read(buffer); n >= 0; n = questions.read(buffer)) {
                    Cut planned = cut.get();
                    boolean said = new String(buffer, 0, n, ISO_8859_1).contains(planned.word());
                    if (said && cut.compareAndSet(planned, Cut.NEVER)) {
                        if (planned.when() == When.BEFORE) {
                            return;
                        }
                        deaf = true;
                    }
                    server.getOutputStream().write(buffer, 0, n);
                }
            } catch (IOException e) {
                // One side hung up; so does the other.
            }
        }

        void carryAnswers() {
            try (client;
                    server) {
                byte[] buffer = new byte[64 * 1024];
                InputStream answers = server.getInputStream();
                for (int n = answers.read(buffer); n >= 0; n = answers.read(buffer)) {
                    if (deaf) {
                        return;
                    }
                    client.getOutputStream().write(buffer, 0, n);
                }
            } catch (IOException e) {
                // One side hung up; so does the other.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
