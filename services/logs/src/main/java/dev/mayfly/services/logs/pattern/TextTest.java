package dev.mayfly.services.logs.pattern;

/** A question to a piece of text. */
interface TextTest {
    boolean holds(String text);
}
