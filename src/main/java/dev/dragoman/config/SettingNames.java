package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names of all settings, as the configuration interfaces have them. What begins like a setting's name and is none was
 * misspelt: without this check the setting would silently keep its default. The interfaces are read when this class is
 * initialised; a native executable does that while it is built.
 */
public final class SettingNames {
    private static final String START = "DRAGOMAN_";

    /** Where the user names a group. */
    private static final String GROUP = "*";

    /** Each variable by its property; a group that the user names is an asterisk in both. */
    private static final Map<String, String> VARIABLES = new TreeMap<>();

    /** The same of those that are lists. */
    private static final Map<String, String> LISTS = new TreeMap<>();

    static {
        Stream.of(
                        AsksConfig.class,
                        BatchesConfig.class,
                        DocumentsConfig.class,
                        HttpConfig.class,
                        ModelConfig.class,
                        PollConfig.class,
                        QueueConfig.class)
                .forEach(group ->
                        read(group, group.getAnnotation(ConfigMapping.class).prefix()));
    }

    private static final Pattern KNOWN = Pattern.compile(VARIABLES.entrySet().stream()
            .map(entry -> entry.getValue().replace(GROUP, "[A-Z0-9_]+")
                    + (LISTS.containsKey(entry.getKey()) ? "(?:_[0-9]+_)?" : ""))
            .collect(Collectors.joining("|")));

    /**
     * What Kubernetes gives every container for a service whose name begins with "dragoman".
     *
     * @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Environment
     *     variables</a>
     */
    private static final Pattern OF_SERVICE = Pattern.compile(
            "DRAGOMAN_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private SettingNames() {}

    private static void read(Class<?> group, String prefix) {
        for (Method setting : group.getDeclaredMethods()) {
            if (!Modifier.isAbstract(setting.getModifiers())) {
                continue;
            }
            String property = prefix + "." + key(setting.getName());
            if (setting.getReturnType() == Map.class
                    && argument(setting.getGenericReturnType(), 1) instanceof Class<?> each) {
                read(each, property + "." + GROUP);
            } else {
                VARIABLES.put(property, variable(property));
                boolean list = setting.getReturnType() == Optional.class
                        && argument(setting.getGenericReturnType(), 0) instanceof ParameterizedType of
                        && of.getRawType() == List.class;
                if (list) {
                    LISTS.put(property, variable(property));
                }
            }
        }
    }

    private static Type argument(Type type, int position) {
        return ((ParameterizedType) type).getActualTypeArguments()[position];
    }

    private static String key(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The variable of a property. */
    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * The settings that are lists.
     *
     * @return each one's variable by its property
     */
    public static Map<String, String> lists() {
        return Map.copyOf(LISTS);
    }

    /**
     * Checks that every variable that begins like a setting is one. Those of a Kubernetes service of that name are not looked
     * at.
     *
     * @param environment all environment variables
     * @param used the variables that the operator's route files name; asked only if one is unknown here
     * @throws ConfigurationException naming the first one that is unknown, and the setting whose name is nearest
     */
    public static void check(Map<String, String> environment, Supplier<Set<String>> used) {
        Set<String> unknown = new TreeSet<>();
        environment.forEach((name, value) -> {
            if (name.regionMatches(true, 0, START, 0, START.length())
                    && !KNOWN.matcher(name.toUpperCase(Locale.ROOT)).matches()
                    && !isOfService(name, value)) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            unknown.removeAll(used.get());
        }
        if (!unknown.isEmpty()) {
            throw unknown(unknown.iterator().next());
        }
    }

    // The URL tells a service's port from a setting that does not exist.
    private static boolean isOfService(String name, String value) {
        return OF_SERVICE.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_URL.matcher(value).matches());
    }

    /** The refusal of a variable that is no setting. */
    static ConfigurationException unknown(String name) {
        return new ConfigurationException(
                name,
                "is not a setting of Dragoman; the nearest one is %s. Correct its name, or unset it."
                        .formatted(nearest(name.toUpperCase(Locale.ROOT))));
    }

    private static String nearest(String name) {
        List<String> words = words(name);
        return VARIABLES.values().stream()
                .flatMap(variable -> candidates(variable, words).stream())
                .min(Comparator.comparingInt((String candidate) -> farness(candidate, name, words))
                        .thenComparingInt(candidate -> distance(candidate, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    // A slip or two of the fingers come before a name that has other words too.
    private static int farness(String candidate, String name, List<String> words) {
        List<String> others = words(candidate);
        return distance(candidate, name) <= 2
                ? 0
                : 1
                        + (int) words.stream()
                                .filter(word -> !others.contains(word))
                                .count();
    }

    private static List<String> words(String name) {
        return List.of(name.split("_"));
    }

    /** The variable itself; of one in a group, the variable for every name that the group may have in what was given. */
    private static List<String> candidates(String variable, List<String> given) {
        int at = variable.indexOf(GROUP);
        if (at < 0) {
            return List.of(variable);
        }
        int first = words(variable.substring(0, at)).size();
        List<String> candidates = new ArrayList<>(List.of(variable.replace(GROUP, "<NAME>")));
        IntStream.range(first + 1, Math.max(first + 2, given.size()))
                .filter(last -> last <= given.size())
                .mapToObj(last -> variable.replace(GROUP, String.join("_", given.subList(first, last))))
                .forEach(candidates::add);
        return candidates;
    }

    /** How many letters have to be put in, left out, replaced or swapped with the next one (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : step(one, other, i, j, steps);
            }
        }
        return steps[one.length()][other.length()];
    }

    private static int step(String one, String other, int i, int j, int[][] steps) {
        int replaced = steps[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
