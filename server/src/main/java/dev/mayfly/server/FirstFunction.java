package dev.mayfly.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.runtimes.Runtimes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./mayfly try}: deploys {@code examples/hello} to this very server, over its API, and shows what came of it. */
final class FirstFunction {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SOURCE = Path.of("examples/hello");
    private static final String NAME = "hello";
    private static final String ROLE = "hello-role";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},\
            "Action":"sts:AssumeRole"}]}""";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    /** What a runtime needs of the example. */
    private record Variant(String runtime, String file, String handler) {}

    private final int port;
    private final Runtimes runtimes;
    private final HttpClient client = HttpClient.newHttpClient();
    private final PrintStream out = System.out;

    FirstFunction(int port, Runtimes runtimes) {
        this.port = port;
        this.runtimes = runtimes;
    }

    void show() throws IOException {
        Variant variant = variant();
        deploy(variant);
        HttpResponse<String> answer = send(request("/2015-03-31/functions/" + NAME + "/invocations")
                .header("X-Amz-Log-Type", "Tail")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Mayfly\"}")));
        out.println();
        out.println("answer: " + answer.body());
        out.println();
        String log = answer.headers().firstValue("X-Amz-Log-Result").orElse("");
        out.print(new String(Base64.getDecoder().decode(log), UTF_8));
        out.println();
        out.println("The function '" + NAME + "' (" + variant.runtime() + ") stays. Go on with the aws command line:");
        out.println();
        out.println("  export AWS_ENDPOINT_URL=http://127.0.0.1:" + port
                + " AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1");
        out.println("  aws lambda invoke --function-name " + NAME + " /dev/stdout");
        out.println("  aws logs tail /aws/lambda/" + NAME);
        out.println();
        out.println("Ctrl-C stops the server.");
    }

    private Variant variant() throws IOException {
        for (String runtime : new String[] {"nodejs24.x", "nodejs22.x", "nodejs20.x", "nodejs18.x"}) {
            if (runtimes.find(runtime).isPresent()) {
                return new Variant(runtime, "index.mjs", "index.handler");
            }
        }
        for (String runtime :
                new String[] {"python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"}) {
            if (runtimes.find(runtime).isPresent()) {
                return new Variant(runtime, "lambda_function.py", "lambda_function.handler");
            }
        }
        throw new IOException("neither Node.js nor Python is installed: see ./mayfly runtimes");
    }

    private void deploy(Variant variant) throws IOException {
        HttpResponse<String> role = send(request("/")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("Action=CreateRole&Version=2010-05-08&RoleName=" + ROLE
                        + "&AssumeRolePolicyDocument=" + URLEncoder.encode(TRUST, UTF_8))));
        int exists = 409;
        if (role.statusCode() != exists) {
            require(role);
        }
        String zip = Base64.getEncoder().encodeToString(zip(variant.file()));
        HttpResponse<String> created = send(request("/2015-03-31/functions")
                .POST(json(Map.of(
                        "FunctionName", NAME,
                        "Runtime", variant.runtime(),
                        "Role", "arn:aws:iam::000000000000:role/" + ROLE,
                        "Handler", variant.handler(),
                        "Code", Map.of("ZipFile", zip)))));
        if (created.statusCode() == exists) {
            require(send(request("/2015-03-31/functions/" + NAME + "/code").PUT(json(Map.of("ZipFile", zip)))));
        } else {
            require(created);
        }
        awaitActive();
    }

    private void awaitActive() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            JsonNode configuration = JSON.readTree(require(send(
                    request("/2015-03-31/functions/" + NAME + "/configuration").GET())));
            boolean active = configuration.path("State").asString("").equals("Active");
            if (active
                    && configuration
                            .path("LastUpdateStatus")
                            .asString("Successful")
                            .equals("Successful")) {
                return;
            }
            if (configuration.path("State").asString("").equals("Failed")) {
                throw new IOException(configuration.path("StateReason").asString(""));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new IOException("the function did not become active");
    }

    private static byte[] zip(String file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(file));
            zip.write(Files.readAllBytes(SOURCE.resolve(file)));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    private static HttpRequest.BodyPublisher json(Map<String, Object> body) {
        return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String require(HttpResponse<String> response) throws IOException {
        int firstRefusal = 300;
        if (response.statusCode() >= firstRefusal) {
            throw new IOException(response.body());
        }
        return response.body();
    }
}
