package io.llmlb.sim.live.icontrol;

import java.net.URI;
import java.util.Map;

/** Where virtual servers that clients create begin and end to listen. */
public interface Addresses {
    /** Nobody listens. */
    Addresses NONE = new Addresses() {
        @Override
        public void opened(String virtualServer, int port) {}

        @Override
        public void closed(String virtualServer) {}

        @Override
        public Map<String, URI> urls() {
            return Map.of();
        }
    };

    /** A virtual server of that full path, which wants to listen on that port, is there now. */
    void opened(String virtualServer, int port);

    /** It is no longer there. */
    void closed(String virtualServer);

    /** Where virtual servers listen, by their full path. */
    Map<String, URI> urls();
}
