package io.dmslocal.persistence.serialization;

import akka.actor.AbstractExtensionId;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import com.typesafe.config.Config;
import java.nio.file.Path;

/** The {@link Secrets} of an actor system, from {@code dms-local.persistence.secrets}. */
public final class NodeSecrets implements Extension {

    public static final Id ID = new Id();

    private final Secrets secrets;

    private NodeSecrets(Config config) {
        String key = config.getString("key");
        String file = config.getString("key-file");
        if (!key.isBlank()) {
            secrets = Secrets.ofBase64(key);
        } else {
            secrets = file.isBlank() ? Secrets.ofThisProcess() : Secrets.inFile(Path.of(file));
        }
    }

    public Secrets secrets() {
        return secrets;
    }

    /** Akka's handle of the extension. */
    public static final class Id extends AbstractExtensionId<NodeSecrets> {
        @Override
        public NodeSecrets createExtension(ExtendedActorSystem system) {
            return new NodeSecrets(system.settings().config().getConfig("dms-local.persistence.secrets"));
        }
    }
}
