package io.llmlb.app.rules;

import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who declares the folders of a BIG-IP through AS3; each is asked once. */
final class Owners {
    private final BigIp device;
    private final Map<String, Optional<Owner>> known = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    Owners(BigIp device) {
        this.device = device;
    }

    /** The owner of an object; nobody when this user may not ask, which is then a warning. */
    Optional<Owner> of(String path) {
        return known.computeIfAbsent(path.substring(0, path.lastIndexOf('/')), folder -> ask(path, folder));
    }

    /** What could not be asked. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private Optional<Owner> ask(String path, String folder) {
        try {
            return device.owner(path);
        } catch (BigIpException.Denied denied) {
            warnings.add(
                    "whether AS3 or CIS declares " + folder + " is not known, since this user may not ask AS3; if it"
                            + " does, its next post removes what is put there by hand");
            return Optional.empty();
        }
    }
}
