package io.dmslocal.engine.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RegistrarTest {

    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");

    /** Gives a name to whoever claims it, and to another before it is confirmed. */
    private static final Names FICKLE = (scope, kind, command) -> CompletableFuture.completedFuture(
            command.apply(null) instanceof Directory.Confirm
                    ? new Directory.Taken("arn:of:another", true)
                    : new Directory.Done());

    /** Withdraws nothing. */
    private static final class Helpless implements Residents {

        @Override
        public CompletionStage<Optional<String>> identifierOf(String arn) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public void gone(String arn, Collection<String> used) {}
    }

    @Test
    void whatComesTooLateForItsNameIsRefusedAlsoWhereNobodyCanTakeItBack() throws Exception {
        Registrar registrar = new Registrar(FICKLE, new Helpless(), new Limits(Map.of()));

        Outcome<String> outcome = registrar
                .register(
                        new Registration(SCOPE, Kind.ENDPOINT, "late", Optional.empty()),
                        arn -> CompletableFuture.completedFuture(Outcome.done(arn)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);

        Fault fault = outcome.fault().orElseThrow();
        assertEquals("ResourceAlreadyExistsFault", fault.code());
        assertEquals("arn:of:another", fault.members().get("resourceArn"));
    }
}
