/**
 * Answers of third parties in one shape, whoever gave them: checked against what the third party says it sends, mapped, and checked again. A
 * change that breaks this is found by the first answer that has it. Start reading at {@link dev.usher.shape.Shapes}.
 */
@NullMarked
package dev.usher.shape;

import org.jspecify.annotations.NullMarked;
