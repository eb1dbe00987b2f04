using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tenon.Cli.Exploring;

/// <summary>
/// Serves pages to a browser on this machine: HTTP/1.1, GET only, one request per connection, on 127.0.0.1 and nowhere else.
/// </summary>
/// <remarks>
/// A web site that the user visits may have its name resolved to 127.0.0.1, or refer to this server from its pages. The first is refused by the
/// Host header, the second by what browsers say about where a request comes from. Why this is not ASP.NET Core: docs/adr/0013-explorer-server.md.
/// </remarks>
internal sealed class LocalServer : IDisposable
{
    private const int MaximumHeadBytes = 64 * 1024; // A path of 10,000 steps is some 30 KiB.
    private const int MaximumConnections = 64; // A browser opens six; more wait until one is done.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // Browsers open connections before they need them.

    private readonly TcpListener _listener;
    private readonly Func<HttpRequest, HttpResponse> _answer;
    private readonly SemaphoreSlim _free = new(MaximumConnections);

    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="answer">Answers a request whose sender may be trusted. Called by several threads at once.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public LocalServer(int port, Func<HttpRequest, HttpResponse> answer)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _free.WaitAsync(cancellationToken);
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(cancellationToken), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _listener.Stop();
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using TcpClient connection = client;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            NetworkStream stream = connection.GetStream();
            if (await ReadHeadAsync(stream, patience.Token) is not ReadOnlyMemory<byte> head)
            {
                return;
            }

            // Off this thread: a model may take long to answer, or for ever.
            HttpResponse response = await Task.Run(() => Respond(head), cancellationToken);
            patience.CancelAfter(Patience);
            await stream.WriteAsync(HeadOf(response), patience.Token);
            await stream.WriteAsync(response.Body, patience.Token);
            connection.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The browser went away, or we do; nobody is there to be told.
        }
        finally
        {
            _free.Release();
        }
    }

    // Null if nothing, or not all of it, came.
    private static async Task<ReadOnlyMemory<byte>?> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[MaximumHeadBytes];
        int count = 0;
        while (true)
        {
            int read = await stream.ReadAsync(bytes.AsMemory(count), cancellationToken);
            count += read;
            int end = bytes.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return bytes.AsMemory(0, end);
            }

            if (count == MaximumHeadBytes)
            {
                return default(ReadOnlyMemory<byte>); // Answered, as no request. To read on into no room would be to wait for what may never come.
            }

            if (read == 0)
            {
                return null;
            }
        }
    }

    private HttpResponse Respond(ReadOnlyMemory<byte> head)
    {
        HttpRequest? request = HttpRequest.TryParse(head.Span);
        return request is null
            ? HttpResponse.Text(400, string.Create(CultureInfo.InvariantCulture, $"This is no HTTP request of at most {MaximumHeadBytes} bytes."))
            : Refusal(request) ?? _answer(request);
    }

    private HttpResponse? Refusal(HttpRequest request)
    {
        string host = request.Headers.GetValueOrDefault("host", "");
        if (host != string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}") && host != string.Create(CultureInfo.InvariantCulture, $"localhost:{Port}"))
        {
            return HttpResponse.Text(421, string.Create(CultureInfo.InvariantCulture, $"The host is '{host}'; this server is 127.0.0.1:{Port} to those on its machine, and nobody to others."));
        }

        if (request.Method != "GET")
        {
            return HttpResponse.Text(405, $"The method is {request.Method}; only GET is possible.");
        }

        // A link to the page itself may stand anywhere.
        string site = request.Headers.GetValueOrDefault("sec-fetch-site", "none");
        return site is "none" or "same-origin" || (request.Path == "/" && request.Headers.GetValueOrDefault("sec-fetch-mode") == "navigate")
            ? null
            : HttpResponse.Text(403, $"The request comes from a page that is not this server's ({site}).");
    }

    private static byte[] HeadOf(HttpResponse response) => Encoding.Latin1.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {response.Status} {ReasonOf(response.Status)}\r\nContent-Type: {response.ContentType}\r\nContent-Length: {response.Body.Length}\r\n")
        + (response.Status == 405 ? "Allow: GET\r\n" : "")
        + "Connection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        + "Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n"
        + "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\r\n");

    private static string ReasonOf(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        421 => "Misdirected Request",
        _ => "Internal Server Error",
    };
}
