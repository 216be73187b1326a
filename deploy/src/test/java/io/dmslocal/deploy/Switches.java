package io.dmslocal.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys whose comment in a reference.conf says what AWS does: a row each, made of that comment. */
record Switches(Config configuration) {

    private record Switch(String key, ConfigValue value) {

        String comment() {
            return value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
        }

        String byDefault() {
            return value instanceof ConfigObject
                    ? "see reference.conf"
                    : "`" + value.render(ConfigRenderOptions.concise()) + "`";
        }
    }

    static Switches shipped() {
        return new Switches(ConfigFactory.parseResources("reference.conf").resolve());
    }

    String markdown() {
        return all("dms-local", configuration.getObject("dms-local"))
                .filter(each -> each.comment().contains("AWS"))
                .sorted(Comparator.comparing(Switch::key))
                .map(each -> "| `" + each.key() + "` | " + each.byDefault() + " | "
                        + each.comment().replace("|", "\\|") + " |\n")
                .collect(Collectors.joining("", "| key | default | |\n|---|---|---|\n", ""));
    }

    private static Stream<Switch> all(String path, ConfigObject object) {
        List<Map.Entry<String, ConfigValue>> members = List.copyOf(object.entrySet());
        return members.stream().flatMap(member -> {
            String key = path + "." + member.getKey();
            Stream<Switch> itself = Stream.of(new Switch(key, member.getValue()));
            return member.getValue() instanceof ConfigObject inner ? Stream.concat(itself, all(key, inner)) : itself;
        });
    }
}
