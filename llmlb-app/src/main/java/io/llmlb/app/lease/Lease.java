package io.llmlb.app.lease;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.llmlb.app.config.LeaseConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By which replicas agree who writes: the one that holds a Kubernetes Lease. It renews the lease every second; a renewal
 * counts 6 s for itself and 8 s for the others, so that no two lead at a time, also when one of them was stopped meanwhile.
 * Thread-safe.
 */
public final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("llmlb");

    /** How long the others wait after the last renewal that they saw. */
    static final Duration FOR_OTHERS = Duration.ofSeconds(8);

    /** How long a renewal counts here; the difference is the time that a request under way has to arrive. */
    static final Duration FOR_ITSELF = Duration.ofSeconds(6);

    private static final Duration GIVE_UP = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(4);
    private static final int ANSWER_MILLIS = 2_000;
    private static final int FORBIDDEN = 403;

    private final Lead lead = new Lead(System::nanoTime, FOR_ITSELF);
    private final LeaseConfig config;
    private final KubernetesClient client;
    private final String namespace;
    private final String identity;
    private final Thread elections = daemon(this::takePart);
    private final ExecutorService requests = Executors.newSingleThreadExecutor(Lease::daemon);
    private String told = "";

    /** The lease in the cluster that this pod, or the usual configuration of Kubernetes clients, is of. */
    public Lease(LeaseConfig config) {
        this(config, client(), name());
    }

    Lease(LeaseConfig config, KubernetesClient client, String identity) {
        this.config = config;
        this.client = client;
        this.identity = identity;
        String own = client.getNamespace();
        this.namespace = config.namespace() != null ? config.namespace() : own != null ? own : "default";
    }

    private static KubernetesClient client() {
        Config config = new ConfigBuilder()
                .withRequestTimeout(ANSWER_MILLIS)
                .withConnectionTimeout(ANSWER_MILLIS)
                .withRequestRetryBackoffLimit(0) // the next renewal is the next try
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "llmlb-lease");
        thread.setDaemon(true);
        return thread;
    }

    /** The pod's name, and which process of it. */
    private static String name() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            host = "llmlb";
        }
        return host + "-" + ProcessHandle.current().pid();
    }

    /** Begins to take part. */
    public void start() {
        elections.start();
    }

    private void takePart() {
        NotedLock lock =
                new NotedLock(new LeaseLock(namespace, config.lease(), identity), lead, System::nanoTime, this::failed);
        LeaderElectionConfig terms = new LeaderElectionConfigBuilder()
                .withName(config.lease())
                .withLock(lock)
                .withLeaseDuration(FOR_OTHERS)
                .withRenewDeadline(GIVE_UP)
                .withRetryPeriod(AGAIN)
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(() -> {}, () -> {}, this::leads))
                .build();
        while (!Thread.currentThread().isInterrupted()) {
            new LeaderElector(client, terms, requests)
                    .run(); // ends with the lead, or interrupted; then it gives the lease back
        }
    }

    /** Why nothing is to be written now; empty when this replica leads. Answers at once. */
    public Optional<String> standby() {
        return lead.standby();
    }

    /** Who writes, as far as is known. */
    public Leadership leadership() {
        return lead.now();
    }

    private void leads(String holder) {
        if (holder != null && !holder.isEmpty()) {
            String who =
                    holder.equals(identity) ? "this replica leads" : holder + " leads, and this replica is on standby";
            LOG.info("{} (lease {}/{})", who, namespace, config.lease());
        }
    }

    private void failed(RuntimeException failure) {
        boolean forbidden = failure instanceof KubernetesClientException answer && answer.getCode() == FORBIDDEN;
        String why = "lease " + namespace + "/" + config.lease() + ": " + cause(failure);
        if (forbidden && config.optional()) {
            lead.alone();
            elections.interrupt(); // there is nothing to ask for
            tell("this replica goes on alone, for it may not use a " + why
                    + "; with more than one replica, let its service account get, create, update and patch leases");
        } else {
            lead.failed(why);
            tell("who leads cannot be found out, so what was begun runs out within " + FOR_ITSELF.toSeconds() + " s: "
                    + why);
        }
    }

    private synchronized void tell(String words) {
        if (!words.equals(told)) {
            told = words;
            LOG.warn("{}", words);
        }
    }

    private static String cause(RuntimeException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message =
                Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
        return message.lines().findFirst().orElse("");
    }

    /** Writes no more from now on; the lease stays this replica's until {@link #close()}. */
    public void end() {
        lead.end();
    }

    /** Gives the lease back, for at most 4 s, so that another replica need not wait. */
    @Override
    public void close() {
        end();
        elections.interrupt();
        try {
            elections.join(GOODBYE.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        requests.shutdownNow();
        client.close();
    }
}
