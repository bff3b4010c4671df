package dev.dragoman.pipeline;

import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.route.RouteFile;
import dev.dragoman.route.RouteFileValidator;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Guards every route file before Camel sees any, and hands over those that an operator has added.
 */
@Singleton
public final class RouteFiles {
    private final CamelContext camel;
    private final List<String> patterns;
    private final List<String> outside;

    RouteFiles(
            CamelContext camel,
            @ConfigProperty(name = "camel.main.routes-include-pattern") List<String> patterns,
            AsksConfig config) {
        this.camel = camel;
        this.patterns = patterns;
        this.outside = config.routes().orElse(List.of());
    }

    /**
     * Refuses route files from outside, where this is a function.
     *
     * @throws ConfigurationException where there are some
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
     * Guards all files, gives Camel those from outside, in the very bytes that were guarded, and starts it.
     *
     * @param camelStart starts Camel; it reads the built-in files by itself
     * @throws ConfigurationException naming the file, the line and the reason
     */
    public void load(Runnable camelStart) {
        List<RouteFile> files = new ArrayList<>();
        patterns.forEach(pattern -> files.addAll(builtIn(pattern)));
        outside.forEach(path -> files.addAll(added(Path.of(path))));
        Map<String, RouteFile> routes = new RouteFileValidator(this::bean).check(files);
        files.stream().filter(RouteFile::outside).forEach(this::add);
        try {
            camelStart.run();
        } catch (RuntimeException failure) {
            throw explained(failure, routes);
        }
    }

    private Optional<Class<?>> bean(String name) {
        return Optional.ofNullable(camel.getRegistry().lookupByName(name)).map(Object::getClass);
    }

    private List<RouteFile> builtIn(String pattern) {
        try {
            return PluginHelper.getPackageScanResourceResolver(camel).findResources(pattern).stream()
                    .map(RouteFiles::builtIn)
                    .toList();
        } catch (Exception unreadable) {
            throw new IllegalStateException("The built-in routes can't be read", unreadable);
        }
    }

    private static RouteFile builtIn(Resource resource) {
        try (InputStream text = resource.getInputStream()) {
            String name = resource.getLocation().replaceFirst(".*:", "");
            return new RouteFile(name, false, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new IllegalStateException("The built-in routes can't be read", unreadable);
        }
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
            return new RouteFile(path.toString(), true, Files.readString(path));
        } catch (CharacterCodingException notText) {
            throw problem(path, "it is not UTF-8 text");
        } catch (IOException unreadable) {
            throw problem(path, Files.exists(path) ? "this file can't be read" : "there is no such file");
        }
    }

    private static ConfigurationException problem(Path path, String reason) {
        return new RouteFile(path.toString(), true, "").refused(reason);
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
            if (file != null && file.outside()) {
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
