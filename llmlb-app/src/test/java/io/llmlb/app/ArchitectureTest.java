package io.llmlb.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;

/** The arrows between modules and rooms, as docs and readers expect them. */
@AnalyzeClasses(packages = "io.llmlb", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {
    /** ArchUnit's own option knows {@code target/test-classes} only, not the second JDK's directory. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    private static final String CORE = "io.llmlb.core..";
    private static final String RULES = "io.llmlb.rules..";
    private static final String BIGIP = "io.llmlb.bigip..";
    private static final String PROMETHEUS = "io.llmlb.prometheus..";
    private static final String SIM = "io.llmlb.sim..";
    private static final String APP = "io.llmlb.app..";

    @ArchTest
    static final ArchRule coreNeedsNothingButJavaAndSlf4j = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CORE, "java..", "org.slf4j..", "org.jspecify..");

    @ArchTest
    static final ArchRule rulesNeedNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CORE, BIGIP, PROMETHEUS, SIM, APP)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule bigipNeedsCoreOnly = noClasses()
            .that()
            .resideInAPackage(BIGIP)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RULES, PROMETHEUS, SIM, APP);

    @ArchTest
    static final ArchRule prometheusNeedsCoreOnly = noClasses()
            .that()
            .resideInAPackage(PROMETHEUS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RULES, BIGIP, SIM, APP);

    @ArchTest
    static final ArchRule theSimulatorNeedsCoreAndRulesOnly = noClasses()
            .that()
            .resideInAPackage(SIM)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BIGIP, PROMETHEUS, APP);

    @ArchTest
    static final ArchRule theModelKnowsNoSocketsAndNoThreads = noClasses()
            .that()
            .resideInAPackage("io.llmlb.sim.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.llmlb.sim.live..", "io.llmlb.sim.lab..", "io.vertx..", "io.netty..", "java.net.http..");

    @ArchTest
    static final ArchRule theLaboratoryOpensNoSocket = noClasses()
            .that()
            .resideInAPackage("io.llmlb.sim.lab..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.llmlb.sim.live..", "io.vertx..", "io.netty..", "java.net.http..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theLiveEmulatorsDoWithoutTheLaboratory = noClasses()
            .that()
            .resideInAPackage("io.llmlb.sim.live..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.llmlb.sim.lab..");

    @ArchTest
    static final ArchRule theControllerShipsWithoutTheSimulator = noClasses()
            .that()
            .resideInAPackage(APP)
            .and()
            .resideOutsideOfPackages("io.llmlb.app.demo..", "io.llmlb.app.emulate..", "io.llmlb.app.simulate..")
            .and()
            .haveNameNotMatching("io\\.llmlb\\.app\\.cli\\.(Emulate|Demo|Simulate).*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SIM);

    @ArchTest
    static final ArchRule theRoomsOfCoreHaveNoCycles =
            slices().matching("io.llmlb.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noLibraryTypeIsInAPublicSignature = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(CORE, RULES, BIGIP, PROMETHEUS, SIM)
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackages("..live.net..", "..live.icontrol..", "..live.dataplane..")
            .should(speakJavaAndLlmlbOnly());

    private static ArchCondition<JavaMethod> speakJavaAndLlmlbOnly() {
        DescribedPredicate<JavaClass> foreign = DescribedPredicate.describe(
                "foreign",
                type -> !type.getBaseComponentType().isPrimitive()
                        && Stream.of("java.", "io.llmlb.")
                                .noneMatch(ours ->
                                        type.getBaseComponentType().getName().startsWith(ours)));
        return new ArchCondition<>("speak Java and llmlb only") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                List<JavaClass> types = Stream.concat(
                                Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                        .filter(foreign)
                        .toList();
                events.add(new SimpleConditionEvent(method, types.isEmpty(), method.getFullName() + ": " + types));
            }
        };
    }
}
