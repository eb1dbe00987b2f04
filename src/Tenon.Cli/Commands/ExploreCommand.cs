using System.Globalization;
using System.Net.Sockets;
using Tenon.Checking;
using Tenon.Cli.Checking;
using Tenon.Cli.Exploring;
using Tenon.Cli.Output;
using Tenon.Cli.Parsing;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon explore</c>.</summary>
internal static class ExploreCommand
{
    /// <summary>Always the same, so that a link to a path works again tomorrow.</summary>
    public const int DefaultPort = 8366;

    /// <summary>Serves until it is cancelled: stopping it by a signal is how it ends, so that is a success.</summary>
    public static async Task<int> RunAsync(string? name, IReadOnlyList<string> parameters, string? port, Terminal terminal, CancellationToken cancellationToken)
    {
        PackedModel model = ShippedModels.Find(name ?? throw new UsageException("MODEL is missing; 'tenon check --list' names the models")).MakeWith(parameters);
        string command = string.Join(' ', ["tenon explore", name, .. parameters.Select(parameter => $"--param {parameter}")]);
        int wanted = port is null ? DefaultPort : Number.Parse("--port", port, 0, ushort.MaxValue);
        using ExploreSite site = new(model, command);
        using LocalServer server = Listen(wanted, site);
        terminal.Results.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exploring {model.Name} at http://127.0.0.1:{server.Port}/ (Ctrl-C ends)"));
        await terminal.Results.FlushAsync(CancellationToken.None);
        await server.RunAsync(cancellationToken);
        return ExitCode.Success;
    }

    private static LocalServer Listen(int port, ExploreSite site)
    {
        try
        {
            return new LocalServer(port, site.Answer);
        }
        catch (SocketException e)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"cannot serve at 127.0.0.1:{port}: {e.Message}; '--port 0' takes a port that is free"), e);
        }
    }
}
