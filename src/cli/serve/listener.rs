//! Connections: how many, how long they may say nothing, and how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::guard::Local;
use super::refusal::NoServer;
use super::{Server, routes};

/// Connections that are open at once; others wait in the system's queue.
const CONNECTIONS: usize = 512;
/// The longest that the head of a request may be on its way, and that a connection may stand idle.
const HEAD: Duration = Duration::from_secs(15);
/// How long requests may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Listens until the user stops it; `begun` is told the address.
///
/// # Errors
/// An address that cannot be listened on.
pub(super) fn run(
    address: SocketAddr,
    server: Arc<Server>,
    begun: impl FnOnce(SocketAddr),
) -> Result<(), NoServer> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| NoServer::Runtime { source })?;
    let served = runtime.block_on(async {
        let failed = |source| NoServer::Bind { address: address.to_string(), source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        begun(listener.local_addr().map_err(failed)?);
        serve(listener, &server).await;
        Ok(())
    });
    // Work that nobody waits for any more ends with the program.
    runtime.shutdown_background();
    served
}

async fn serve(listener: TcpListener, server: &Arc<Server>) {
    let limit = server.places.limits.time;
    let router = routes::router(Arc::clone(server));
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let open = GracefulShutdown::new();
    let stopped = stopped();
    tokio::pin!(stopped);
    loop {
        let next = async {
            let permit = Arc::clone(&connections).acquire_owned().await.ok();
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            accepted = next => accepted,
            () = &mut stopped => break,
        };
        match accepted {
            Ok((stream, _)) => connection(stream, permit, &router, limit, &open),
            // Too many open files, say: it may be better in a moment.
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
    drop(listener);
    let _ = timeout(GRACE, open.shutdown()).await;
}

fn connection(
    stream: TcpStream,
    permit: Option<OwnedSemaphorePermit>,
    router: &Router,
    limit: Duration,
    open: &GracefulShutdown,
) {
    let Ok(local) = stream.local_addr() else { return };
    let _ = stream.set_nodelay(true);
    let router = router.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Local(local));
        router.clone().oneshot(request)
    });
    let mut stream = TimeoutStream::new(stream);
    // Of whoever does not take the answer; the bodies of requests have a limit of their own.
    stream.set_write_timeout(Some(limit));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD.min(limit))
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let connection = open.watch(connection);
    tokio::spawn(async move {
        // A connection that breaks off concerns nobody else.
        let _ = connection.await;
        drop(permit);
    });
}

/// Returns when the user or the system stops the program.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
