package io.llmlb.app.doctor;

import io.llmlb.app.rules.Attachment;
import io.llmlb.app.rules.Difference;
import io.llmlb.app.rules.Wanted;
import io.llmlb.bigip.BigIp;
import io.llmlb.bigip.BigIpException;
import io.llmlb.bigip.JsonProfile;
import io.llmlb.bigip.VirtualServer;
import io.llmlb.core.PoolName;
import io.llmlb.rules.RuleProblem;
import io.llmlb.rules.RuleSet;
import io.llmlb.rules.Target;
import io.llmlb.rules.irule.InferenceBodyBasedRouting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A virtual server whose requests are routed by rules on the body: whether a request ever gets to them. */
final class RulesChecks {
    private final Report report;
    private final BigIp device;
    private final RulesFound.Entry entry;
    private final VirtualServer server;

    RulesChecks(Report report, BigIp device, RulesFound.Entry entry) {
        this.report = report;
        this.device = device;
        this.entry = entry;
        this.server = entry.server();
    }

    void run() {
        report.run("irule", this::irule);
        entry.records()
                .ifPresentOrElse(
                        this::rules,
                        () -> report.failed(
                                "rules",
                                "data group " + entry.options().rules() + " is not there, so no rule decides",
                                "llmlb rules push FILE --data-group "
                                        + entry.options().rules()));
        report.run("pools", this::pools);
        Attachment attachment = Attachment.of(server, Wanted.JSON_PROFILE);
        if (attachment.http()) {
            report.failed("http", "no HTTP profile, so no rule is asked", attach());
        } else {
            report.ok("http", "an HTTP profile is attached");
        }
        if (attachment.json()) {
            report.failed("json", "no JSON profile, so no rule is asked", attach());
        } else {
            report.run("json", this::limits);
        }
        defaultPool();
    }

    private String attach() {
        return "llmlb rules push FILE --virtual " + server.path() + ", or your AS3 declaration";
    }

    private void irule() {
        if (Difference.irule(device.irules().read(entry.irule())) == Difference.Irule.SAME) {
            report.ok("irule", entry.irule() + " is attached, and of this version");
        } else {
            report.warning(
                    "irule",
                    entry.irule() + " is attached, but of another version, or was edited",
                    "llmlb rules push FILE --irule replaces it");
        }
    }

    private void rules(Map<String, String> records) {
        String group = "data group " + entry.options().rules();
        List<RuleProblem> problems = RuleSet.check(records, Target.BIGIP);
        List<RuleProblem> errors = problems.stream()
                .filter(problem -> problem.severity() == RuleProblem.Severity.ERROR)
                .toList();
        String mend = "llmlb rules pull --out rules.yaml, correct it, and llmlb rules push rules.yaml";
        if (!errors.isEmpty()) {
            report.failed(
                    "rules", group + " has " + Words.count(errors.size(), "error") + ", first " + errors.get(0), mend);
        } else if (!problems.isEmpty()) {
            report.warning(
                    "rules",
                    group + " has " + Words.count(problems.size(), "warning") + ", first " + problems.get(0),
                    mend);
        } else {
            report.ok("rules", group + " is sound, with " + Words.count(records.size(), "record"));
        }
    }

    private void pools() {
        Set<String> absent = new TreeSet<>();
        for (String pool : entry.pools()) {
            try {
                device.pools().read(new PoolName(pool));
            } catch (BigIpException.Absent none) {
                absent.add(pool);
            } catch (IllegalArgumentException noPath) {
                absent.add(pool);
            }
        }
        if (absent.isEmpty()) {
            report.ok("pools", "all " + entry.pools().size() + " that requests may go to are there");
        } else {
            report.warning(
                    "pools",
                    "rules or options name " + Words.few(absent) + ", which is not there: its requests go to the"
                            + " default pool",
                    "Create it, or correct the rules");
        }
    }

    private void limits() {
        String path = server.profile("json").orElse(Wanted.JSON_PROFILE);
        JsonProfile profile = device.virtualServers().jsonProfile(path).orElse(null);
        if (profile == null) {
            report.warning("json", path + " is attached, but cannot be read, so its limits are not known", "");
            return;
        }
        String limits = String.format(
                Locale.ROOT,
                "%s: no rule sees a body of more than %,d bytes or %,d entries (keys and elements)",
                path,
                profile.maximumBytes(),
                profile.maximumEntries());
        if (entry.options().maximumBytes() == profile.maximumBytes()) {
            report.info("json", limits, "");
        } else {
            report.warning(
                    "json",
                    limits
                            + String.format(
                                    Locale.ROOT,
                                    ", but the iRule takes %,d bytes for the limit",
                                    entry.options().maximumBytes()),
                    "llmlb rules push FILE --virtual " + server.path() + " --set "
                            + InferenceBodyBasedRouting.Option.MAXIMUM_BYTES.word() + "=" + profile.maximumBytes());
        }
    }

    private void defaultPool() {
        if (server.pool().isPresent()) {
            report.ok("default", server.pool().get() + " takes what no rule decides");
        } else if (entry.options().serveAll()) {
            report.ok("default", "no default pool, but options of the iRule say what becomes of every request");
        } else {
            report.warning(
                    "default",
                    "no default pool: a request that no rule decides, such as one without a JSON body or with too large"
                            + " a one, is answered with error 503",
                    "Set one, or the option defaultPool by llmlb rules push --set");
        }
    }
}
