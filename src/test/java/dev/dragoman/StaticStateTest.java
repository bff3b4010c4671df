package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitReference;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.net.Socket;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The static fields of a native executable are filled while it is built: what they hold of the machine, the time or chance
 * is that of the build. So no static field may hold such a thing, and no static initialiser may ask for it.
 */
class StaticStateTest {
    private static final List<String> PACKAGES = List.of("io.vertx.", "io.netty.", "software.amazon.");

    /** These and what extends them. */
    private static final List<Class<?>> TYPES = List.of(
            Thread.class,
            ThreadGroup.class,
            ThreadLocal.class,
            Executor.class,
            Timer.class,
            Random.class,
            Clock.class,
            Process.class,
            ProcessHandle.class,
            Runtime.class,
            Path.class,
            Paths.class,
            Files.class,
            FileSystem.class,
            File.class,
            Socket.class);

    /** What asks for the environment, the time or chance without being of such a type. */
    private static final Set<String> CALLS = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.System.lineSeparator",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Boolean.getBoolean",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong",
            "java.lang.Math.random",
            "java.net.InetAddress.getLocalHost",
            "java.util.UUID.randomUUID",
            "java.util.Locale.getDefault",
            "java.util.TimeZone.getDefault",
            "java.time.ZoneId.systemDefault",
            "java.nio.charset.Charset.defaultCharset",
            "org.eclipse.microprofile.config.ConfigProvider.getConfig");

    private static boolean isBoundToTheMachine(JavaClass type) {
        return PACKAGES.stream().anyMatch(type.getName()::startsWith)
                || TYPES.stream().anyMatch(type::isAssignableTo);
    }

    /** A sentence for each static that breaks the rule. */
    private static List<String> faults(Stream<JavaClass> types) {
        return types.flatMap(type -> Stream.concat(
                        type.getFields().stream().flatMap(StaticStateTest::ofField),
                        type.getStaticInitializer().stream().flatMap(StaticStateTest::ofInitializer)))
                .sorted()
                .distinct()
                .toList();
    }

    private static Stream<String> ofField(JavaField field) {
        return field.getModifiers().contains(JavaModifier.STATIC)
                ? field.getAllInvolvedRawTypes().stream()
                        .filter(StaticStateTest::isBoundToTheMachine)
                        .map(type -> "%s holds %s".formatted(field.getFullName(), type.getName()))
                : Stream.empty();
    }

    private static Stream<String> ofInitializer(JavaStaticInitializer initializer) {
        Set<JavaCodeUnit> run = new HashSet<>();
        collect(initializer, run);
        return run.stream()
                .flatMap(unit -> unit.getAccessesFromSelf().stream())
                .filter(StaticStateTest::isMadeAtOnce)
                .filter(StaticStateTest::asksTheMachine)
                .map(access -> "%s is initialised with %s"
                        .formatted(
                                initializer.getOwner().getName(),
                                access.getTarget().getFullName()));
    }

    /** What the initialiser runs: also the methods and constructors of Dragoman that it calls. */
    private static void collect(JavaCodeUnit unit, Set<JavaCodeUnit> run) {
        if (run.add(unit)) {
            unit.getCallsFromSelf().stream()
                    .filter(StaticStateTest::isMadeAtOnce)
                    .map(call -> call.getTarget().resolveMember())
                    .flatMap(Optional::stream)
                    .filter(called -> called.getOwner().getPackageName().startsWith("dev.dragoman"))
                    .forEach(called -> collect(called, run));
        }
    }

    // What stands in a lambda, or is named by a method reference, happens when somebody calls it.
    private static boolean isMadeAtOnce(JavaAccess<?> access) {
        return !access.isDeclaredInLambda() && !(access instanceof JavaCodeUnitReference<?>);
    }

    private static boolean asksTheMachine(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = owner.getName() + "." + access.getName();
        return isBoundToTheMachine(owner)
                || CALLS.contains(name)
                || (name.startsWith("java.time.") && name.endsWith(".now"))
                || (access instanceof JavaFieldAccess field
                        && isBoundToTheMachine(field.getTarget().getRawType()));
    }

    @Test
    void noStaticBelongsToTheMachineThatBuilds() {
        assertThat(faults(ArchitectureTest.PRODUCTION.stream())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                HoldsABuffer.class,
                HoldsABufferAsAnObject.class,
                HoldsChance.class,
                HoldsTheEnvironment.class,
                HoldsTheTime.class,
                HoldsAPath.class,
                HoldsAThreadInAList.class
            })
    void suchAStaticIsFound(Class<?> example) {
        assertThat(faults(imported(example))).isNotEmpty();
    }

    @Test
    void whatIsTheSameEverywhereMayBeStaticAndSoMayAQuestionThatIsAskedLater() {
        assertThat(faults(imported(HoldsConstants.class))).isEmpty();
    }

    private static Stream<JavaClass> imported(Class<?> example) {
        return Stream.of(new ClassFileImporter().importClasses(example).get(example));
    }

    /** As the provider's client once did: a buffer of Netty's, made for the machine that builds. */
    static final class HoldsABuffer {
        static final Buffer NOTHING = Buffer.buffer();

        private HoldsABuffer() {}
    }

    static final class HoldsABufferAsAnObject {
        static final Object NOTHING = Buffer.buffer();

        private HoldsABufferAsAnObject() {}
    }

    static final class HoldsChance {
        static final Object DICE = new SecureRandom();
        static final int THROWN = ThreadLocalRandom.current().nextInt();

        private HoldsChance() {}
    }

    static final class HoldsTheEnvironment {
        static final Optional<String> HOME = Optional.ofNullable(home());

        private HoldsTheEnvironment() {}

        private static String home() {
            return System.getenv("HOME");
        }
    }

    @SuppressWarnings("TimeInStaticInitializer") // the fault that is to be found
    static final class HoldsTheTime {
        static final Instant STARTED = Instant.now();

        private HoldsTheTime() {}
    }

    static final class HoldsAPath {
        static final String DIRECTORY = Path.of("").toString();

        private HoldsAPath() {}
    }

    static final class HoldsAThreadInAList {
        static final List<Thread> THREADS = List.of();

        private HoldsAThreadInAList() {}
    }

    static final class HoldsConstants {
        static final Pattern WORD = Pattern.compile("\\w+");
        static final Instant EARLIEST = Instant.EPOCH;
        static final Supplier<Instant> NOW = Instant::now;
        static final Supplier<String> HOME = () -> System.getenv("HOME");

        private HoldsConstants() {}
    }
}
