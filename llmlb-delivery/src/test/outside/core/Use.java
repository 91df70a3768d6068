import io.llmlb.core.decide.Strategies;
import io.llmlb.core.decide.StrategyOptions;

/** Finds the strategies and makes each. */
public final class Use {
    public static void main(String[] arguments) {
        Strategies.all().keySet().stream()
                .filter(name -> !name.equals("static"))
                .forEach(name -> System.out.println(
                        name + ": " + Strategies.create(name, StrategyOptions.NONE).needs()));
        System.out.println("used core");
    }
}
