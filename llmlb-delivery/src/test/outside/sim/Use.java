import io.llmlb.sim.live.Cluster;
import io.llmlb.sim.live.ClusterOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Sends a request to emulated servers behind an emulated BIG-IP. */
public final class Use {
    public static void main(String[] arguments) throws Exception {
        try (Cluster cluster = Cluster.start(ClusterOptions.of("h100", "l40s"))) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(cluster.ready().virtualServer() + "/v1/chat/completions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"" + cluster.ready().model()
                            + "\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}"))
                    .build();
            System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode());
        }
        System.out.println("used sim");
    }
}
