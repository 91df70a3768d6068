package io.llmlb.sim.live.icontrol;

import io.netty.util.NetUtil;

/** Partition, address and port that a member's full path holds: {@code /vllm/10.1.2.3%4:8000}, {@code /vllm/fd00::1.8000}. */
record MemberName(String partition, String address, int port) {
    /**
     * @throws Refusal when it is not a literal address and a port; the text is invented. A device takes names of nodes and
     *     hosts and the port 0 too
     */
    static MemberName parse(FullPath path) {
        String name = path.name();
        int split = split(name);
        if (split > 0 && name.substring(split + 1).matches("\\d{1,5}")) {
            String address = name.substring(0, split);
            int port = Integer.parseInt(name.substring(split + 1));
            if (port >= 1 && port <= 65_535 && literal(address) && path.folder().equals("/" + path.partition())) {
                return new MemberName(path.partition(), address, port);
            }
        }
        throw Refusal.invalid("invalid member name \"" + name + "\": this emulator takes an address and a port");
    }

    /** As mcpd's messages write it, with a blank before the port. */
    static String spaced(FullPath path) {
        int split = split(path.path());
        return split < 0
                ? path.path()
                : path.path().substring(0, split) + " " + path.path().substring(split + 1);
    }

    private static int split(String name) {
        boolean v6 = name.indexOf(':') != name.lastIndexOf(':');
        return name.lastIndexOf(v6 ? '.' : ':');
    }

    private static boolean literal(String address) {
        int percent = address.indexOf('%');
        String bare = percent < 0 ? address : address.substring(0, percent);
        return (percent < 0 || address.substring(percent + 1).matches("\\d{1,5}"))
                && (NetUtil.isValidIpV4Address(bare) || (NetUtil.isValidIpV6Address(bare) && !bare.contains("[")));
    }
}
