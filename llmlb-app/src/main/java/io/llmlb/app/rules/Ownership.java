package io.llmlb.app.rules;

import io.llmlb.bigip.Owner;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.List;
import java.util.Optional;

/** What is not put into folders that AS3 declares, since its next post would remove it, and what to do instead. */
final class Ownership {
    private Ownership() {}

    /** Why a data group should not be written there; empty when nothing speaks against it. */
    static Optional<RulesException> ofGroup(Found found, Owners owners, String dataGroup) {
        return owners.of(dataGroup)
                .map(owner -> new RulesException(
                        found.bigip() + dataGroup,
                        owner + ", and its next post deletes data groups there that it does not declare",
                        "Choose one elsewhere, such as " + InferenceBodyBasedRouting.RULES
                                + ", or write it all the same with --force"));
    }

    /** Why nothing is attached to the virtual server; empty when nothing is to be, or nobody declares it. */
    static Optional<RulesException> ofServer(Found found, Owners owners, Difference difference) {
        return difference
                .attachment()
                .filter(attachment -> !attachment.complete())
                .flatMap(attachment -> owners.of(attachment.virtual())
                        .map(owner -> new RulesException(
                                found.bigip() + attachment.virtual(),
                                stripped(attachment, owner) + ", so nothing was sent",
                                "Declare it there, as shown, or push without --virtual")));
    }

    /** What is missing, and why it does not stay. */
    static String stripped(Attachment attachment, Owner owner) {
        return "virtual server " + attachment.virtual() + " has " + attachment.missing() + "; " + owner
                + " and removes what others attach";
    }

    /** What the owner of a virtual server is to declare. */
    static List<String> instead(Attachment attachment, Owner owner, String jsonProfile) {
        return owner.cis() ? forCis(attachment, jsonProfile) : forAs3(attachment, jsonProfile);
    }

    /** First what works today: a virtual server of CIS has no way to a JSON profile, and an iRule may need one to attach. */
    private static List<String> forCis(Attachment attachment, String jsonProfile) {
        return List.of(
                "CIS has no field for a JSON profile. Without one no rule is asked, and a device may refuse the iRule and",
                "with it all that CIS posts. So put a virtual server of your own in front, outside partition "
                        + partition(attachment.virtual()) + ",",
                "with the profiles " + Wanted.HTTP_PROFILE + ", " + jsonProfile
                        + " and /Common/oneconnect and the iRule " + Wanted.IRULE + ".",
                "Its rules select the pools of CIS by full path. examples/bigip/front-virtual-server.tmsh makes one,",
                "front-virtual-server.as3.json declares one. Then push with --virtual and its path.",
                "",
                "Once CIS can attach a JSON profile, this belongs into the VirtualServer resource behind "
                        + attachment.virtual() + ", or into its Policy:",
                "",
                "  spec:",
                "    iRules:",
                "      - " + Wanted.IRULE,
                "    profileMultiplex: /Common/oneconnect");
    }

    private static List<String> forAs3(Attachment attachment, String jsonProfile) {
        return List.of(
                "In the AS3 declaration of " + attachment.virtual() + ", in its Service_HTTP (AS3 3.56 or later):",
                "",
                "  \"iRules\": [{\"bigip\": \"" + Wanted.IRULE + "\"}],",
                "  \"profileJSON\": {\"bigip\": \"" + jsonProfile + "\"},",
                "  \"profileMultiplex\": {\"bigip\": \"/Common/oneconnect\"},",
                "  \"persistenceMethods\": []",
                "",
                "The iRule must be on the device before: push with --irule and without --virtual first.");
    }

    private static String partition(String path) {
        return path.substring(1, path.indexOf('/', 1));
    }
}
