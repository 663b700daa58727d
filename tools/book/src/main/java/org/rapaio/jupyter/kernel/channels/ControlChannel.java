package org.rapaio.jupyter.kernel.channels;

import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.message.HMACDigest;
import org.rapaio.jupyter.kernel.message.Message;
import org.rapaio.jupyter.kernel.message.MessageType;
import org.rapaio.jupyter.kernel.message.messages.ControlInterruptReply;
import org.rapaio.jupyter.kernel.message.messages.ControlShutdownReply;
import org.rapaio.jupyter.kernel.message.messages.ControlShutdownRequest;
import org.rapaio.org.zeromq.SocketType;
import org.rapaio.org.zeromq.ZMQ;

/// The channel on which Jupyter asks for an interrupt and for the end, also while a cell runs.
///
/// A class of ours before the kernel's own, as [LoopThread] is. The kernel's own handles these
/// requests as if they were cells: the running cell's reply then went to the wrong request, and
/// after an interrupt a notebook waited for ever. This one touches nothing of the cell's.
public final class ControlChannel extends AbstractChannel {

    private static final long PAUSE_MILLIS = 50;

    private LoopThread loop;

    /// The constructor that [Channels] calls.
    public ControlChannel(Channels channels, ZMQ.Context context, HMACDigest hmac) {
        super(channels, "ControlChannel", context, SocketType.ROUTER, hmac);
    }

    @Override
    public void bind(ConnectionProperties connection) {
        socket.bind(connection.formatAddress(connection.controlPort()));
        var poller = ctx.poller(1);
        poller.register(socket, ZMQ.Poller.POLLIN);
        loop = new LoopThread("Control", PAUSE_MILLIS, () -> {
            if (poller.poll(0) > 0) {
                answer(readMessage());
            }
        });
        loop.start();
    }

    /// Other requests, such as a debugger's, stay without an answer: they belong to protocols
    /// of which this kernel says that it does not speak them.
    private void answer(Message<?> request) {
        if (request.header().type() == MessageType.CONTROL_INTERRUPT_REQUEST) {
            MainApp.kernel.interrupt();
            sendMessage(
                    new Message<>(request.getId(), MessageType.CONTROL_INTERRUPT_REPLY,
                            new ControlInterruptReply()));
        } else if (request.content() instanceof ControlShutdownRequest(var restart)) {
            sendMessage(new Message<>(request.getId(), MessageType.CONTROL_SHUTDOWN_REPLY,
                    new ControlShutdownReply(restart)));
            channels.close();
            // A cell that still runs, or a thread of one that has ended, must not keep the JVM.
            System.exit(0);
        }
    }

    @Override
    public void close() {
        loop.shutdown();
        super.close();
    }

    @Override
    public void joinUntilClose() {
        try {
            loop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
