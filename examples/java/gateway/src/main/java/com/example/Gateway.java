package com.example;

import io.llmlb.rules.RuleSet;
import io.llmlb.rules.RuleSetHolder;
import io.llmlb.rules.form.RuleForm;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** Usage: Gateway PORT RULES.json POOL=URL ... (the first pool also serves what no rule decides). */
public final class Gateway {
    private Gateway() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 3) {
            System.err.println("usage: Gateway PORT RULES.json POOL=URL ...");
            System.exit(2);
        }
        RuleSet rules = RuleSet.compile(
                RuleForm.ICONTROL_JSON.read(Files.readString(Path.of(arguments[1]))).records());
        Map<String, URI> pools = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] pool = arguments[i].split("=", 2);
            pools.put(pool[0], URI.create(pool[1]));
        }
        ServletContextHandler servlets = new ServletContextHandler();
        servlets.addServlet(
                new ServletHolder(new GatewayServlet(
                        new RuleSetHolder(rules), pools, pools.values().iterator().next())),
                "/*");
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
        server.setHandler(servlets);
        server.start();
        System.out.println("gateway at " + server.getURI());
        server.join();
    }
}
