import io.llmlb.rules.Decision;
import io.llmlb.rules.RuleRequest;
import io.llmlb.rules.RuleSet;
import java.util.Map;

/** Decides about two bodies, one of them by a full JSONPath. */
public final class Use {
    public static void main(String[] arguments) {
        RuleSet rules = RuleSet.compile(Map.of(
                "start", "1",
                "1", "if $.model matches_glob *GPT then 2 else 3",
                "2", "if .stream is true then strong else weak",
                "3", "selectPool /Common/weak",
                "weak", "selectPool /Common/weak",
                "strong", "selectPool /Common/strong"));
        for (String body : new String[] {"{\"model\": \"bigGPT\", \"stream\": true}", "{\"model\": \"small\"}"}) {
            Decision decision = rules.decide(RuleRequest.ofBody(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            System.out.println(decision.pool() + " " + decision.path());
        }
        System.out.println("used rules");
    }
}
