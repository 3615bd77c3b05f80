@org.jspecify.annotations.NullMarked
package dev.usher.routing;
