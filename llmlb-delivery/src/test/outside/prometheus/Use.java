import io.llmlb.prometheus.query.PromQlClient;
import io.llmlb.prometheus.scrape.Exposition;
import java.io.ByteArrayInputStream;
import java.net.URI;

/** Reads metrics, and asks a Prometheus that is not there. */
public final class Use {
    public static void main(String[] arguments) throws Exception {
        byte[] metrics = "vllm:num_requests_waiting{model_name=\"m\"} 3\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Exposition.read(
                new ByteArrayInputStream(metrics), "somewhere", name -> name.startsWith("vllm:"), System.out::println);
        try {
            PromQlClient.builder(URI.create("http://127.0.0.1:9")).build().query("up");
        } catch (RuntimeException expected) {
            System.out.println(expected.getMessage());
            System.out.println("used prometheus");
        }
    }
}
