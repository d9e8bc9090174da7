package dev.mayfly.wire;

import dev.mayfly.wire.http.Exchange;
import java.io.IOException;

/** Something behind the front server that is not an AWS API: function URLs, deployed REST APIs, health, downloads. */
public interface Door {

    /** Cheap: looks at method, host and path only. The first door that admits a request serves it. */
    boolean admits(Exchange exchange);

    void serve(Exchange exchange) throws IOException;
}
