package workbook.practice;

import java.util.Set;
import workbook.NotStarted;

/// Two threads run the same line at the same time. Which values can `count` have when both have
/// ended? Write only sets of numbers here, like `Set.of(0, 7)`.
///
/// `count` is 0 at first. It is `volatile`: a thread always sees what the other one has written
/// last. Still, `count++` is two steps: read the value; write that value plus one. The steps of
/// two threads may alternate in any way.
///
/// 1. One `count++` in each thread.
/// 2. In each thread three `count++`, as three lines. The two threads run at the same time.
/// 3. A check before it. Here `count` is an AtomicInteger, so each call is one step.
public class PossibleCounts {

    /// `count++;`
    public static Set<Integer> oneEach() {
        throw new NotStarted("the possible values after one count++ in each thread");
    }

    /// `count++; count++; count++;`
    public static Set<Integer> threeEach() {
        throw new NotStarted("the possible values after three count++ in each thread");
    }

    /// `if (count.get() == 0) { count.incrementAndGet(); }`
    public static Set<Integer> oneEachIfZero() {
        throw new NotStarted("the possible values after check and add in each thread");
    }
}
