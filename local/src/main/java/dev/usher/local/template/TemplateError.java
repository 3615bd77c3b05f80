package dev.usher.local.template;

/** Something in the template that the local host does not understand or that contradicts itself. The message names line and path. */
public final class TemplateError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateError(int line, String path, String problem) {
        super("template line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + problem);
    }
}
