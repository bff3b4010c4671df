package dev.dragoman.pipeline;

import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.route.RouteFile;
import dev.dragoman.route.RouteFileValidator;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.AntPathMatcher;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives Camel the built-in route files, and those that an operator has added and that pass the check. */
@Singleton
public final class RouteFiles {
    private final CamelContext camel;
    private final List<String> builtIn;
    private final String[] leftOut;
    private final List<String> outside;
    private final RouteFileValidator validator;

    RouteFiles(
            CamelContext camel,
            AsksConfig config,
            @ConfigProperty(name = "camel.main.routes-include-pattern") List<String> builtIn,
            @ConfigProperty(name = "camel.main.routes-exclude-pattern") Optional<List<String>> leftOut) {
        this.camel = camel;
        this.builtIn = builtIn;
        this.leftOut = leftOut.orElse(List.of()).toArray(String[]::new);
        this.outside = config.routes().orElse(List.of());
        this.validator = new RouteFileValidator(config.routesSchemes().orElse(List.of()), this::isBuiltIn);
    }

    private boolean isBuiltIn(String id) {
        return camel.getClassResolver().loadResourceAsURL(RouteFile.builtIn(id)) != null;
    }

    /**
     * Refuses route files from outside if this is a function.
     *
     * @throws ConfigurationException if there are some
     */
    public void refuseOutside() {
        if (!outside.isEmpty()) {
            throw new ConfigurationException(
                    "DRAGOMAN_ROUTES",
                    "is for a server: a function stands still when it has answered, and what a route still does then"
                            + " would be lost; unset it.");
        }
    }

    /**
     * The environment variables that the files from outside name.
     *
     * @return in upper case
     * @throws ConfigurationException if a file can't be read
     */
    public Set<String> variables() {
        return outside.stream()
                .flatMap(path -> added(Path.of(path)).stream())
                .flatMap(file -> file.variables().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Checks the files from outside, gives Camel the very text that was checked and the built-in files, and starts it. The
     * built-in files are checked by the build's tests.
     *
     * @param camelStart starts Camel
     * @throws ConfigurationException naming the file, the line and the reason
     */
    public void load(Runnable camelStart) {
        List<RouteFile> files =
                outside.stream().flatMap(path -> added(Path.of(path)).stream()).toList();
        Map<String, RouteFile> routes = validator.check(files);
        files.forEach(this::add);
        addBuiltIn();
        if (isDeliveredTaken()) {
            // Not an initial property: Camel's start replaces those.
            camel.getPropertiesComponent().addOverrideProperty(DeliveredTap.WANTED, "true");
        }
        try {
            camelStart.run();
        } catch (RuntimeException failure) {
            throw explained(failure, routes);
        }
    }

    private boolean isDeliveredTaken() {
        return camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions().stream()
                .anyMatch(
                        route -> DeliveredTap.DELIVERED.equals(route.getInput().getEndpointUri()));
    }

    private static List<RouteFile> added(Path path) {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                List<RouteFile> found = files.filter(file -> file.toString().endsWith(RouteFile.SUFFIX))
                        .sorted()
                        .map(RouteFiles::read)
                        .toList();
                if (found.isEmpty()) {
                    throw problem(path, "no file in it ends in " + RouteFile.SUFFIX);
                }
                return found;
            } catch (IOException unreadable) {
                throw problem(path, "this folder can't be read");
            }
        }
        if (!path.toString().endsWith(RouteFile.SUFFIX)) {
            throw problem(path, "the name of a route file ends in " + RouteFile.SUFFIX);
        }
        return List.of(read(path));
    }

    private static RouteFile read(Path path) {
        try {
            return new RouteFile(path.toString(), Files.readString(path));
        } catch (CharacterCodingException notText) {
            throw problem(path, "it is not UTF-8 text");
        } catch (IOException unreadable) {
            throw problem(path, Files.exists(path) ? "this file can't be read" : "there is no such file");
        }
    }

    private static ConfigurationException problem(Path path, String reason) {
        return new RouteFile(path.toString(), "").refused(reason);
    }

    // Not by Camel's collector: it reads each file once more, for settings in it that none has.
    private void addBuiltIn() {
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(builtIn.stream()
                            .filter(file -> !AntPathMatcher.INSTANCE.anyMatch(leftOut, file))
                            .map(file -> ResourceHelper.resolveResource(camel, file))
                            .toList());
        } catch (Exception broken) {
            throw new IllegalStateException("A built-in route file can't be read", broken);
        }
    }

    private void add(RouteFile file) {
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
        } catch (Exception refused) {
            throw file.refused("Camel can't read it: " + reason(refused));
        }
    }

    // A step without what it needs, an option that is not there: only Camel finds these, when it builds the route.
    private static RuntimeException explained(RuntimeException failure, Map<String, RouteFile> files) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            RouteFile file = files.get(route(cause));
            if (file != null) {
                return file.refused(
                        "the route \"%s\" can't be built: %s".formatted(route(cause), reason(innermost(cause))));
            }
        }
        return failure;
    }

    private static String route(Throwable failure) {
        if (failure instanceof FailedToCreateRouteException uncreated) {
            return String.valueOf(uncreated.getRouteId());
        }
        return failure instanceof FailedToStartRouteException unstarted ? String.valueOf(unstarted.getRouteId()) : "";
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse("").replaceFirst("[.]$", "");
    }
}
