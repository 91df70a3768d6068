package io.llmlb.app.doctor;

/**
 * What one check found.
 *
 * @param check one word or two that never change, such as {@code login}
 * @param place what was looked at, such as {@code pool /vllm/Shared/gpt on lab}
 * @param verdict what it came to
 * @param what what was found, without a full stop
 * @param mend what the reader can do; empty when there is nothing to do
 */
public record Finding(String check, String place, Verdict verdict, String what, String mend) {}
