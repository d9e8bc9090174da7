package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.sts.model.Credentials;

/** A server that believes nobody: everything is signed by a key that it knows. */
class SignedServerTest {
    private static final String SIGNED_CALL = """
            import datetime, hashlib, hmac, os, urllib.request
            def mac(key, text): return hmac.new(key, text.encode(), hashlib.sha256).digest()
            def handler(event, context):
                host = os.environ['AWS_ENDPOINT_URL'].removeprefix('http://')
                time = datetime.datetime.utcnow().strftime('%Y%m%dT%H%M%SZ')
                scope = [time[:8], os.environ['AWS_REGION'], 'sts', 'aws4_request']
                body = 'Action=GetCallerIdentity&Version=2011-06-15'
                headers = {'content-type': 'application/x-www-form-urlencoded', 'host': host, 'x-amz-date': time,
                           'x-amz-security-token': os.environ['AWS_SESSION_TOKEN']}
                names = ';'.join(sorted(headers))
                canonical = '\\n'.join(['POST', '/', '', ''.join(f'{n}:{headers[n]}\\n' for n in sorted(headers)),
                                       names, hashlib.sha256(body.encode()).hexdigest()])
                to_sign = '\\n'.join(['AWS4-HMAC-SHA256', time, '/'.join(scope),
                                     hashlib.sha256(canonical.encode()).hexdigest()])
                key = ('AWS4' + os.environ['AWS_SECRET_ACCESS_KEY']).encode()
                for part in scope: key = mac(key, part)
                headers['authorization'] = ('AWS4-HMAC-SHA256 Credential=' + os.environ['AWS_ACCESS_KEY_ID'] + '/'
                    + '/'.join(scope) + f', SignedHeaders={names}, Signature=' + mac(key, to_sign).hex())
                request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'] + '/', body.encode(), headers)
                return urllib.request.urlopen(request).read().decode()
            """;

    @Test
    void only_who_has_a_key_is_served(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        try (RunningServer server = RunningServer.start(data, "--auth", "signed");
                Aws root = root(server, data)) {
            assertThat(root.sts().getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:root");
            var _ = root.iam().createUser(create -> create.userName("admin"));
            AccessKey key = root.iam()
                    .createAccessKey(create -> create.userName("admin"))
                    .accessKey();

            try (Aws admin = new Aws(server.endpoint(), key.accessKeyId(), key.secretAccessKey());
                    Aws forger = new Aws(server.endpoint(), key.accessKeyId(), "wrong");
                    Aws stranger = new Aws(server.endpoint(), "test", "test")) {
                assertThat(admin.sts().getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:user/admin");
                assertRefused(forger, "InvalidSignatureException");
                assertRefused(stranger, "UnrecognizedClientException");
            }
        }
    }

    @Test
    void a_function_signs_with_the_credentials_of_its_role(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        try (RunningServer server = RunningServer.start(data, "--auth", "signed");
                Aws root = root(server, data)) {
            DeployedFunction function =
                    Deployment.python(SIGNED_CALL).timeout(10).on(root);

            Reply reply = function.invoke();

            assertThat(reply.text()).contains(":assumed-role/function-role/" + function.name());
            // The role is for Lambda to assume, not for users.
            String role = root.functionRole();
            assertThatThrownBy(() ->
                            root.sts().assumeRole(assume -> assume.roleArn(role).roleSessionName("me")))
                    .hasMessageContaining("is not authorized to perform: sts:AssumeRole");
        }
    }

    @Test
    void a_session_of_a_role_is_served_with_its_token_alone(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        String trust = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                "Principal":{"AWS":"*"}}]}
                """;
        try (RunningServer server = RunningServer.start(data, "--auth", "signed");
                Aws root = root(server, data)) {
            String role = root.iam()
                    .createRole(create -> create.roleName("anybody").assumeRolePolicyDocument(trust))
                    .role()
                    .arn();
            var _ = root.iam().createUser(create -> create.userName("user"));
            AccessKey key = root.iam()
                    .createAccessKey(create -> create.userName("user"))
                    .accessKey();
            Credentials session;
            try (Aws user = new Aws(server.endpoint(), key.accessKeyId(), key.secretAccessKey())) {
                session = user.sts()
                        .assumeRole(assume -> assume.roleArn(role).roleSessionName("me"))
                        .credentials();
            }

            try (Aws with = Aws.session(
                            server.endpoint(),
                            session.accessKeyId(),
                            session.secretAccessKey(),
                            session.sessionToken());
                    Aws without = new Aws(server.endpoint(), session.accessKeyId(), session.secretAccessKey())) {
                assertThat(with.sts().getCallerIdentity().arn())
                        .isEqualTo("arn:aws:sts::000000000000:assumed-role/anybody/me");
                assertRefused(without, "UnrecognizedClientException");
            }
        }
    }

    /** With the key that such a server writes down at its first start. */
    private static Aws root(RunningServer server, Path data) throws IOException {
        Properties credentials = new Properties();
        try (Reader file = Files.newBufferedReader(data.resolve("root-credentials"))) {
            credentials.load(file);
        }
        return new Aws(
                server.endpoint(),
                credentials.getProperty("aws_access_key_id"),
                credentials.getProperty("aws_secret_access_key"));
    }

    private static void assertRefused(Aws caller, String code) {
        assertThatThrownBy(() -> caller.lambda().listFunctions())
                .isInstanceOfSatisfying(LambdaException.class, refusal -> {
                    assertThat(refusal.statusCode()).isEqualTo(403);
                    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
                });
    }
}
