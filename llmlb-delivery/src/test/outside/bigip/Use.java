import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.core.PoolName;

/** Asks a BIG-IP that is not there, and is told so. */
public final class Use {
    public static void main(String[] arguments) throws Exception {
        try (BigIp bigIp = BigIp.builder("127.0.0.1:9").user("llmlb").password("x"::toCharArray).build()) {
            bigIp.pools().read(new PoolName("/Common/pool"));
        } catch (BigIpException.Unreachable expected) {
            System.out.println(expected.getMessage());
            System.out.println("used bigip");
        }
    }
}
