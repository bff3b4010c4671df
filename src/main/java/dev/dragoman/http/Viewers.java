package dev.dragoman.http;

import dev.dragoman.event.HttpCall;

/**
 * Who may see what all clients of this process do: operators, if there are some; else all who may call, as long as they are
 * one client. So no client sees another one's.
 */
public final class Viewers {
    private final ClientKeys clients;
    private final ClientKeys operators;

    /**
     * @param clients the client keys
     * @param operators those of them that are operators'
     */
    public Viewers(ClientKeys clients, ClientKeys operators) {
        this.clients = clients;
        this.operators = operators;
    }

    /**
     * Whether a call may see it.
     *
     * @param call one with a client key, if that is needed
     * @return false for a client among several, and for all but operators if there are some
     */
    public boolean include(HttpCall call) {
        return operators.areNeeded() ? isOperator(call) : clients.clients() == 1;
    }

    /**
     * Whether a call has an operator's key.
     *
     * @param call any call
     * @return false if there are no operators
     */
    public boolean isOperator(HttpCall call) {
        return operators.areNeeded() && operators.admit(call.authorization());
    }
}
