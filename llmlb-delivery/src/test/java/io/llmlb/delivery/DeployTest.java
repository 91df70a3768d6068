package io.llmlb.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests, as kubectl puts them together. */
@Tag("process")
class DeployTest {
    private static final String NAME = "app.kubernetes.io/name";

    @TempDir
    Path folder;

    private static List<HasMetadata> rendered(String overlay) throws Exception {
        return Manifests.read(Command.of(Project.ROOT, "kubectl", "kustomize", "deploy/overlays/" + overlay)
                .run(Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openshift", "openshift-tenancy", "kubernetes"})
    void anOverlayIsWhole(String overlay) throws Exception {
        List<HasMetadata> objects = rendered(overlay);
        Deployment deployment = Manifests.one(objects, Deployment.class);
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();

        assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
        assertThat(deployment.getSpec().getSelector().getMatchLabels()).containsEntry(NAME, labels.get(NAME));
        Service service = Manifests.one(objects, Service.class);
        assertThat(service.getSpec().getSelector()).containsEntry(NAME, labels.get(NAME));
        assertThat(Manifests.one(objects, PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .containsEntry(NAME, labels.get(NAME));
        assertThat(Manifests.one(objects, NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .containsEntry(NAME, labels.get(NAME));
        ServiceMonitor monitor = Manifests.one(objects, ServiceMonitor.class);
        assertThat(service.getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        assertThat(service.getSpec().getPorts())
                .extracting(port -> port.getName())
                .contains(monitor.getSpec().getEndpoints().get(0).getPort());
        assertThat(service.getSpec().getPorts().get(0).getTargetPort().getStrVal())
                .isEqualTo(container.getPorts().get(0).getName());

        String account =
                Manifests.one(objects, ServiceAccount.class).getMetadata().getName();
        assertThat(pod.getServiceAccountName()).isEqualTo(account);
        assertThat(subjects(objects)).isNotEmpty().allSatisfy(subject -> {
            assertThat(subject.getName()).isEqualTo(account);
            assertThat(subject.getNamespace()).isEqualTo("llmlb");
        });
        Role role = Manifests.one(objects, Role.class);
        assertThat(role.getRules().get(0).getResources()).containsExactly("leases");
        assertThat(role.getRules().get(0).getVerbs()).containsExactly("get", "create", "update", "patch");
        assertThat(Manifests.all(objects, RoleBinding.class))
                .extracting(binding -> binding.getRoleRef().getName())
                .contains(role.getMetadata().getName());

        isRestricted(pod);
        assertThat(pod.getVolumes())
                .anySatisfy(volume -> assertThat(volume.getConfigMap().getName())
                        .isEqualTo(Manifests.one(objects, ConfigMap.class)
                                .getMetadata()
                                .getName()));
        assertThat(objects)
                .as("no overlay brings a login")
                .noneMatch(
                        object -> object instanceof Secret || object.getKind().equals("Secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openshift", "openshift-tenancy", "kubernetes"})
    void theConfigurationIsRight(String overlay) throws Exception {
        ConfigMap config = Manifests.one(rendered(overlay), ConfigMap.class);
        Path file =
                Files.writeString(folder.resolve("llmlb.yaml"), config.getData().get("llmlb.yaml"));
        Files.writeString(folder.resolve("password"), "something");
        Files.writeString(folder.resolve("token"), "something");
        Path llmlb = Shipment.get().sources().resolve("llmlb");
        assertThat(Command.of(folder, llmlb.toString(), "config", "check", "--config", file.toString())
                        .with("SECRETS", folder.toString())
                        .run(Duration.ofSeconds(30)))
                .contains("1 pool on 1 BIG-IP, nothing is wrong");
    }

    @Test
    void thanosIsReadByTheClusterRoleOrByTheTenancyPort() throws Exception {
        List<HasMetadata> openshift = rendered("openshift");
        assertThat(Manifests.one(openshift, ClusterRoleBinding.class)
                        .getRoleRef()
                        .getName())
                .isEqualTo("cluster-monitoring-view");
        assertThat(Manifests.one(openshift, ConfigMap.class).getData().get("llmlb.yaml"))
                .contains("thanos-querier.openshift-monitoring.svc:9091");

        List<HasMetadata> tenancy = rendered("openshift-tenancy");
        assertThat(Manifests.all(tenancy, ClusterRoleBinding.class)).isEmpty();
        assertThat(Manifests.all(tenancy, RoleBinding.class)).anySatisfy(binding -> {
            assertThat(binding.getRoleRef().getName()).isEqualTo("view");
            assertThat(binding.getMetadata().getNamespace()).isEqualTo("vllm");
        });
        assertThat(Manifests.one(tenancy, ConfigMap.class).getData().get("llmlb.yaml"))
                .contains("thanos-querier.openshift-monitoring.svc:9092", "namespace: vllm");
    }

    @Test
    void theArticlesOverlayReplacesItsOnlyPod() throws Exception {
        List<HasMetadata> objects = rendered("article");
        Deployment deployment = Manifests.one(objects, Deployment.class);
        assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
        assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        assertThat(pod.getServiceAccountName())
                .isEqualTo(Manifests.one(objects, ServiceAccount.class)
                        .getMetadata()
                        .getName());
        isRestricted(pod);
    }

    @Test
    void samplesAndTemplateAreWhatTheirKindsAllow() {
        assertThat(Manifests.read(Project.text("deploy/samples/vllm.yaml"))).hasSize(2);
        ConfigMap monitoring = Manifests.one(
                Manifests.read(Project.text("deploy/samples/user-workload-monitoring.yaml")), ConfigMap.class);
        assertThat(yaml(monitoring.getData().get("config.yaml"))).isEqualTo(Map.of("enableUserWorkload", true));
        Secret login = (Secret) Manifests.read(Project.text("deploy/base/bigip-login.template.yaml"))
                .get(0);
        assertThat(login.getStringData()).containsOnlyKeys("username", "password");
        CisVirtualServer inference = Manifests.one(
                Manifests.read(Project.text("deploy/samples/cis-virtualserver.yaml")), CisVirtualServer.class);
        assertThat(inference.spec().profileMultiplex()).isEqualTo("/Common/oneconnect");
        assertThat(inference.spec().defaultPool().loadBalancingMethod()).isEqualTo("ratio-member");
        assertThat(inference.spec().pools())
                .hasSize(3)
                .allSatisfy(pool -> assertThat(pool.loadBalancingMethod()).isEqualTo("ratio-member"));
    }

    @Test
    void theAlertsOfTheOperatorAreThoseThatAreTested() {
        Object rules = yaml(Project.text("deploy/monitoring/llmlb-alerts.yaml"));
        Map<?, ?> object = (Map<?, ?>) yaml(Project.text("deploy/monitoring/prometheusrule.yaml"));
        assertThat(object.get("spec")).isEqualTo(rules);
        assertThat(Manifests.one(
                                Manifests.read(Project.text("deploy/monitoring/prometheusrule.yaml")),
                                PrometheusRule.class)
                        .getSpec()
                        .getGroups())
                .hasSize(1);
    }

    /** As the restricted pod security standard, and OpenShift's restricted-v2, want it. */
    private static void isRestricted(PodSpec pod) {
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser())
                .as("OpenShift chooses the user")
                .isNull();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getContainers()).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    private static List<Subject> subjects(List<HasMetadata> objects) {
        List<Subject> subjects = new java.util.ArrayList<>();
        Manifests.all(objects, RoleBinding.class).forEach(binding -> subjects.addAll(binding.getSubjects()));
        Manifests.all(objects, ClusterRoleBinding.class).forEach(binding -> subjects.addAll(binding.getSubjects()));
        return subjects;
    }

    private static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }
}
