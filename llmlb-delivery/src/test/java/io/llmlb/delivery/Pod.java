package io.llmlb.delivery;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The first container of a pod as a process: its environment, its arguments, and its files in a folder. */
final class Pod implements AutoCloseable {
    private static final String TOKEN = "stand-in-of-a-token";

    private final Path output = Files.createTempFile("llmlb-pod", ".log");
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Path> mounts = new HashMap<>();
    private final List<HasMetadata> objects;
    private final UnaryOperator<String> standIns;
    private final Image image;
    private final Path folder;
    private final Process process;

    /**
     * @param objects what is in the namespace
     * @param standIns puts an address that is here in place of one that is not
     * @param more variables of the test's own
     */
    Pod(PodSpec pod, List<HasMetadata> objects, Image image, UnaryOperator<String> standIns, Map<String, String> more)
            throws IOException, InterruptedException {
        this.objects = objects;
        this.standIns = standIns;
        this.image = image;
        this.folder = Files.createTempDirectory("llmlb-pod");
        folder.toFile().setReadable(true, false);
        folder.toFile().setExecutable(true, false);
        Container container = pod.getContainers().get(0);
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path at =
                    Files.createDirectories(folder.resolve(mount.getMountPath().substring(1)));
            mounts.put(mount.getMountPath(), at);
            fill(volume(pod, mount.getName()), at);
        }
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable));
        }
        environment.putAll(more);
        process = command(container.getArgs()).start(output);
    }

    /** A command in the running container, such as llmlb with these arguments. */
    Command command(List<String> arguments) throws IOException, InterruptedException {
        return image.command(folder, arguments.stream().map(this::placed).toList())
                .with(environment);
    }

    /** Its log. */
    Path output() {
        return output;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as Kubernetes does. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still there 30 s after SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(output);
        Folders.delete(folder);
    }

    static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void fill(Volume volume, Path at) throws IOException {
        if (volume.getConfigMap() != null) {
            ConfigMap config = named(ConfigMap.class, volume.getConfigMap().getName());
            for (Map.Entry<String, String> file : config.getData().entrySet()) {
                Files.writeString(at.resolve(file.getKey()), standIns.apply(file.getValue()));
            }
        } else {
            for (var source : volume.getProjected().getSources()) {
                if (source.getSecret() != null) {
                    Secret secret = named(Secret.class, source.getSecret().getName());
                    for (Map.Entry<String, String> file : secret.getStringData().entrySet()) {
                        Files.writeString(at.resolve(file.getKey()), file.getValue());
                    }
                } else {
                    Files.writeString(at.resolve(source.getServiceAccountToken().getPath()), TOKEN);
                }
            }
        }
    }

    private String value(EnvVar variable) {
        if (variable.getValue() != null) {
            return placed(standIns.apply(variable.getValue()));
        }
        var reference = variable.getValueFrom().getSecretKeyRef();
        return named(Secret.class, reference.getName()).getStringData().get(reference.getKey());
    }

    private String placed(String text) {
        return mounts.entrySet().stream()
                .filter(mount -> text.startsWith(mount.getKey()))
                .map(mount -> mount.getValue() + text.substring(mount.getKey().length()))
                .findFirst()
                .orElse(text);
    }

    private static Volume volume(PodSpec pod, String name) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private <T extends HasMetadata> T named(Class<T> kind, String name) {
        return Manifests.all(objects, kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind.getSimpleName() + " " + name));
    }
}
