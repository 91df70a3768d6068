package io.llmlb.sim.live.icontrol;

/** Where virtual servers that clients create begin and end to listen. */
public interface Addresses {
    /** Nobody listens. */
    Addresses NONE = new Addresses() {
        @Override
        public void opened(String virtualServer) {}

        @Override
        public void closed(String virtualServer) {}
    };

    /** A virtual server of that full path is there now. */
    void opened(String virtualServer);

    /** It is no longer there. */
    void closed(String virtualServer);
}
