package graders;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/// Stops the answer in the middle of its work, so that a test can let another caller come
/// in between: at its n-th touch of something that the test gave to it. A touch is a look at the clock, or a `hashCode` of the path, which every map asks
/// for.
///
/// It stops one thread, once. It knows nothing of how an answer works, only that it has
/// to touch these things somewhere; an answer that does not is not stopped.
final class Tripwire {

    private final CountDownLatch tripped = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private int touchesLeft;
    private boolean armed;

    /// @param touch the touch to stop at; 1 is the first after [#arm]
    Tripwire(int touch) {
        touchesLeft = touch;
    }

    /// Counts touches from now on.
    synchronized void arm() {
        armed = true;
    }

    /// A clock whose readings are touches.
    InstantSource clock(InstantSource clock) {
        return () -> {
            touch();
            return clock.instant();
        };
    }

    /// A path whose `hashCode` is a touch.
    Path path(Path path) {
        return path(path, this);
    }

    /// An equal path that stops nobody.
    static Path equalTo(Path path) {
        return path(path, null);
    }

    private void touch() {
        synchronized (this) {
            if (!armed || --touchesLeft != 0) {
                return;
            }
        }
        tripped.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether a thread is stopped, or was.
    boolean hasTripped() {
        return tripped.getCount() == 0;
    }

    /// Lets the thread go on, and stops none from now on.
    void release() {
        released.countDown();
    }

    // The JDK's paths cannot be subclassed, and do not equal a path of another class. So
    // a test that needs one path of ours uses ours throughout.
    private static Path path(Path real, Tripwire tripwire) {
        return (Path) Proxy.newProxyInstance(
                Tripwire.class.getClassLoader(),
                new Class<?>[] {Path.class},
                new Handler(real, tripwire));
    }

    private record Handler(Path real, Tripwire tripwire)
            implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments)
                throws Throwable {
            if (tripwire != null && method.getName().equals("hashCode")) {
                tripwire.touch();
            }
            try {
                return method.invoke(real, arguments == null
                        ? null
                        : Arrays.stream(arguments).map(Handler::real).toArray());
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static Object real(Object argument) {
            return argument != null && Proxy.isProxyClass(argument.getClass())
                    && Proxy.getInvocationHandler(argument) instanceof Handler handler
                            ? handler.real
                            : argument;
        }
    }
}
