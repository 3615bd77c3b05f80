package dev.usher.local.function;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.local.template.FunctionSpec;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the functions' classes. The contract is a public constructor that takes the environment as a {@code Map<String, String>}
 * (the one without arguments passes {@code System.getenv()} to it) and {@link RequestStreamHandler}.
 */
public final class Handlers {
    /** Makes a handler of one function, as a new execution environment does. */
    @FunctionalInterface
    public interface Factory {
        /** @throws ReflectiveOperationException when the constructor threw; its exception is the cause */
        RequestStreamHandler create(Map<String, String> environment) throws ReflectiveOperationException;
    }

    private Handlers() {}

    /**
     * The factory of every function, by logical id.
     *
     * @throws IllegalStateException naming every function whose class is missing or keeps the contract in part only
     */
    public static Map<String, Factory> find(List<FunctionSpec> functions, ClassLoader classPath) {
        var factories = new HashMap<String, Factory>();
        var problems = new ArrayList<String>();
        for (var function : functions) {
            try {
                factories.put(function.id(), factory(function, classPath));
            } catch (ReflectiveOperationException | LinkageError e) {
                problems.add(
                        "  " + function.id() + " (template line " + function.line() + "): " + problem(function, e));
            }
        }
        if (problems.isEmpty()) return factories;
        throw new IllegalStateException("handlers that the local host cannot use:\n" + String.join("\n", problems));
    }

    private static Factory factory(FunctionSpec function, ClassLoader classPath) throws ReflectiveOperationException {
        var type = Class.forName(function.className(), false, classPath);
        if (!RequestStreamHandler.class.isAssignableFrom(type)) {
            throw new ClassNotFoundException(type.getName() + " does not implement RequestStreamHandler");
        }
        Constructor<?> constructor = type.getConstructor(Map.class);
        return environment -> {
            try {
                return (RequestStreamHandler) constructor.newInstance(environment);
            } catch (InvocationTargetException e) {
                throw new ReflectiveOperationException("the constructor threw", e.getCause());
            }
        };
    }

    private static String problem(FunctionSpec function, Throwable e) {
        if (e instanceof NoSuchMethodException)
            return function.className() + " has no public constructor (Map<String, String> environment)";
        if (e instanceof ClassNotFoundException
                && String.valueOf(e.getMessage()).equals(function.className())) {
            return "there is no class " + function.className() + " on the class path";
        }
        return String.valueOf(e);
    }
}
