package dev.dragoman.local;

import dev.dragoman.local.model.StandInModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code mvn -Plocal} runs: the local stack, the packaged server in front of it, and the samples through it. */
public final class Launcher {
    private static final String BUCKET = "documents";
    private static final String ASKS = "asks";
    private static final String DEAD = "asks-dead";
    private static final String ANSWERS = "answers";
    private static final int MAX_RECEIVES = 5;
    private static final Duration A_LONG_TIME = Duration.ofDays(1);

    private final LaunchSettings settings;
    private final Console console;

    Launcher(LaunchSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    /**
     * Starts everything. System properties: {@code once}, {@code port.http}, {@code port.s3}, {@code port.sqs},
     * {@code port.model}. Environment: {@code GMI_API_KEY} to call GMI Cloud instead of the stand-in.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        Console console = new Console(System.out, System::nanoTime);
        // The JVM may be Maven's, which would go on: so the exit is explicit, and on Ctrl-C the shutdown hooks of the
        // processes, not this method, are what stops everything.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            console.say("Stopped.");
            console.fallSilent();
        }));
        int code = code(console);
        console.fallSilent();
        System.exit(code);
    }

    private static int code(Console console) {
        try {
            LaunchSettings settings = LaunchSettings.read(System::getProperty, System.getenv());
            settings.requireFreePorts();
            List<String> failures = new Launcher(settings, console).run();
            failures.forEach(failure -> console.say("FAILED: " + failure));
            return failures.isEmpty() ? 0 : 1;
        } catch (CannotStart failure) {
            console.say(String.valueOf(failure.getMessage()));
            return 1;
        } catch (RuntimeException failure) {
            console.say("The local stack failed: " + failure);
            return 1;
        }
    }

    private List<String> run() {
        try (LocalStack stack = stack()) {
            console.step("Creating bucket " + BUCKET, () -> create(stack));
            String asks = console.step(
                    "Creating queues " + ASKS + " and " + DEAD, () -> stack.createQueue(ASKS, DEAD, MAX_RECEIVES));
            String answers = console.step("Creating queue " + ANSWERS, () -> stack.createQueue(ANSWERS));
            try (DragomanProcess dragoman = dragoman(stack, answers)) {
                console.say("Dragoman's log: " + dragoman.log());
                List<String> failures =
                        new ArrayList<>(new SampleRun(stack.s3(), BUCKET, dragoman, console).run(Path.of("samples")));
                return settings.once()
                        ? ask(new Questions(dragoman, stack.sqs(), console), asks, answers, failures)
                        : stay(dragoman, stack.aws(), asks, answers, failures);
            }
        }
    }

    private LocalStack stack() {
        LocalServer s3 = console.step("Starting S3 on port " + settings.s3(), () -> S3Server.start(settings.s3()));
        LocalServer sqs = console.step("Starting SQS on port " + settings.sqs(), () -> SqsServer.start(settings.sqs()));
        @Nullable
        StandInModel model = settings.key().isPresent()
                ? null
                : console.step(
                        "Starting the stand-in model on port " + settings.model(),
                        () -> StandInModel.start(settings.model()));
        if (model == null) {
            console.say("GMI_API_KEY is set: GMI Cloud is called, and documents are sent inline.");
        }
        return new LocalStack(s3, sqs, model);
    }

    private static String create(LocalStack stack) {
        stack.createBucket(BUCKET);
        return BUCKET;
    }

    private DragomanProcess dragoman(LocalStack stack, String answers) {
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_INTERVAL", "500ms");
        environment.put("DRAGOMAN_POLL_QUEUE", ASKS);
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        settings.key().ifPresent(key -> {
            environment.put("GMI_API_KEY", key);
            // GMI Cloud can't fetch from a bucket on this machine.
            environment.put("DRAGOMAN_DOCUMENTS_ATTACH", "inline");
        });
        return console.step(
                "Starting Dragoman on port " + settings.http(),
                () -> DragomanProcess.server(settings.http(), environment));
    }

    private List<String> ask(Questions questions, String asks, String answers, List<String> failures) {
        questions.byHttp().ifPresent(failures::add);
        questions.byQueue(asks, answers).ifPresent(failures::add);
        console.blank();
        console.say(failures.isEmpty() ? "Every sample was summarised, and both requests were answered." : "");
        return failures;
    }

    private List<String> stay(DragomanProcess dragoman, Aws aws, String asks, String answers, List<String> failures) {
        failures.forEach(failure -> console.say("FAILED: " + failure));
        console.say(Doors.howTo(dragoman.uri("").toString(), aws, BUCKET, asks, answers));
        while (dragoman.exitWithin(A_LONG_TIME).isEmpty()) {
            console.say("Still up.");
        }
        return List.of("Dragoman has ended by itself; its log: " + dragoman.log());
    }
}
