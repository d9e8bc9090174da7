package dev.mayfly.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a function finds around it: what AWS's functions find, and nothing of its host. */
class SandboxTest {
    private final Aws aws = RunningServer.shared().aws();

    @Test
    void it_is_an_ordinary_user_in_its_task_folder() {
        JsonNode around = Deployment.python("""
                import getpass, os, platform, stat
                def handler(event, context):
                    return {'pwd': os.getcwd(), 'user': getpass.getuser(), 'uid': os.getuid(), 'files': os.listdir('.'),
                            'system': platform.system(), 'tmp': stat.filemode(os.stat('/tmp').st_mode),
                            'task': stat.filemode(os.stat('/var/task').st_mode)}
                """).on(aws).invoke().json();

        // Recorded from AWS but for the files.
        assertThat(around.path("pwd").asString()).isEqualTo("/var/task");
        assertThat(around.path("user").asString()).isEqualTo("sbx_user1051");
        assertThat(around.path("uid").asInt()).isEqualTo(993);
        assertThat(around.path("system").asString()).isEqualTo("Linux");
        assertThat(around.path("tmp").asString()).isEqualTo("drwxrwxrwt");
        assertThat(around.path("task").asString()).isEqualTo("drwxr-xr-x");
        assertThat(around.path("files").toString()).isEqualTo("[\"handler.py\"]");
    }

    @Test
    void its_limits_are_those_of_aws() {
        JsonNode limits = Deployment.python("""
                import resource
                def handler(event, context):
                    names = ['AS', 'CPU', 'DATA', 'FSIZE', 'NOFILE', 'RSS', 'STACK']
                    return {name: resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in names}
                """).on(aws).invoke().json();

        assertThat(limits.toString())
                .isEqualTo("{\"AS\":[-1,-1],\"CPU\":[-1,-1],\"DATA\":[-1,-1],\"FSIZE\":[-1,-1],"
                        + "\"NOFILE\":[1024,1024],\"RSS\":[-1,-1],\"STACK\":[8388608,-1]}");
    }

    @Test
    void it_can_write_to_tmp_alone() {
        DeployedFunction function = Deployment.python("""
                import os
                def handler(event, context):
                    written = []
                    for folder in ['/', '/etc', '/opt', '/proc/sys', '/run', '/tmp', '/usr', '/var', '/var/task']:
                        try:
                            open(folder + '/file', 'w').close()
                            written.append(folder)
                        except OSError: pass
                    return written + [os.statvfs('/tmp').f_blocks * os.statvfs('/tmp').f_frsize >> 20 <= 700]
                """)
                .with(request -> request.ephemeralStorage(storage -> storage.size(700)))
                .on(aws);

        assertThat(function.invoke().text()).isEqualTo("[\"/tmp\", true]");
    }

    @Test
    void it_sees_nothing_of_the_host() {
        DeployedFunction function = Deployment.python("""
                import os, socket
                def reach(address):
                    try:
                        socket.create_connection(address, timeout=1).close()
                        return True
                    except OSError:
                        return False
                def handler(event, context):
                    return [os.path.exists('/home'), os.path.exists('/root'), os.path.exists(event['file']),
                            len([name for name in os.listdir('/proc') if name.isdigit()]) < 5,
                            reach(('127.0.0.1', 22)), reach(('1.1.1.1', 53)), reach(('169.254.169.254', 80))]
                """).timeout(10).on(aws);
        Path here = Path.of("").toAbsolutePath();

        assertThat(function.invoke("{\"file\":\"" + here + "\"}").text())
                .isEqualTo("[false, false, false, true, false, false, false]");
    }
}
