package dev.ltx4j.replica.s3;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** An HTTP client whose waiting threads can be set free: sockets of the JDK's client do not hear interrupts. */
final class AbortableHttpClient implements SdkHttpClient {
    private final SdkHttpClient client;
    private final Watch watch;

    AbortableHttpClient(SdkHttpClient client, Watch watch) {
        this.client = client;
        this.watch = watch;
    }

    /** Knows which request a thread waits for. */
    static final class Watch {
        private final Map<Thread, ExecutableHttpRequest> running = new ConcurrentHashMap<>();

        /** Breaks off the request of a thread, if it has one. */
        void abort(Thread thread) {
            ExecutableHttpRequest request = running.remove(thread);
            if (request != null) {
                request.abort();
            }
        }

        /** Breaks off all requests. */
        void abortAll() {
            running.keySet().forEach(this::abort);
        }

        /** Says that this thread waits no more. */
        void done() {
            running.remove(Thread.currentThread());
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                watch.running.put(Thread.currentThread(), prepared);
                return prepared.call();
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
