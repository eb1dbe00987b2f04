using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tenon.Cli.Exploring;
using Tenon.Invariants;
using Tenon.Invariants.Recording;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Events;

namespace Tenon.Cli.Running;

/// <summary>Where counts and violations of a running program go, by its settings: a log always, DogStatsD and Prometheus where asked for, and a bundle for each
/// violation. The counters of .NET are offered to whoever listens.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly DogStatsdRecorder? _dogStatsd;
    private readonly LocalServer? _prometheus;
    private readonly ViolationWriter _log;
    private readonly RecentEvents _recent;
    private readonly string _folder;
    private readonly Func<string?> _state;
    private readonly Action<string> _write;

    public Telemetry(TelemetrySettings settings, string folder, RecentEvents recent, Func<string?> state, Action<string> write)
    {
        (_folder, _recent, _state, _write) = (folder, recent, state, write);
        InvariantMetrics.Start();
        _log = new ViolationWriter(write);
        Invariant.Violated += Bundle;
        try
        {
            if (settings.DogStatsd.Length > 0)
            {
                _dogStatsd = new DogStatsdRecorder(new DogStatsdOptions { Endpoint = EndpointOf(settings.DogStatsd), Prefix = settings.Prefix, Interval = settings.Interval });
            }

            if (settings.Prometheus.Length > 0)
            {
                _prometheus = Listen(settings);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Serves until it is cancelled.</summary>
    public Task ServeAsync(CancellationToken cancellationToken) => _prometheus?.RunAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose()
    {
        Invariant.Violated -= Bundle;
        _log.Dispose();
        _dogStatsd?.Dispose();
        _prometheus?.Dispose();
    }

    internal static EndPoint EndpointOf(string text)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal))
        {
            return new UnixDomainSocketEndPoint(text["unix://".Length..]);
        }

        (string host, int port) = HostAndPort(text["udp://".Length..]); // The settings allow nothing else.
        return IPAddress.TryParse(host, out IPAddress? address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }

    private static (string Host, int Port) HostAndPort(string text)
    {
        int colon = text.LastIndexOf(':');
        return (text[..colon], int.Parse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>Who may ask is not asked, so it is served to this machine only (F-70).</summary>
    private static LocalServer Listen(TelemetrySettings settings)
    {
        (string host, int port) = HostAndPort(settings.Prometheus);
        if (host is not ("127.0.0.1" or "localhost"))
        {
            throw new UsageException($"setting 'telemetry.prometheus' is '{settings.Prometheus}'; 127.0.0.1 or localhost is expected, since whoever reaches it may read it");
        }

        try
        {
            return new LocalServer(port, request => request.Path == "/metrics"
                ? new HttpResponse(200, "text/plain; version=0.0.4; charset=utf-8", PrometheusText.Write(settings.Prefix))
                : HttpResponse.Text(404, "/metrics is what there is."));
        }
        catch (SocketException e)
        {
            throw new IOException($"cannot serve metrics at {settings.Prometheus}: {e.Message}", e);
        }
    }

    private void Bundle(InvariantViolation violation)
    {
        string? path = new ViolationBundle(violation, _state(), _recent.ToJson()).Write(_folder, TimeProvider.System);
        if (path is not null)
        {
            _write($"the violation of {violation.Id.Code()} is described in {path}");
        }
    }
}
