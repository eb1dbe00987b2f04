using System.Runtime.InteropServices;

namespace Tenon.Cli;

/// <summary>Turns the first stop signal into a cancellation; the second ends the process at once, which is as safe as pulling the plug (F-60).</summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    public Stopping()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Cli.ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Cli.ExitCode.Terminated));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code for the signal that came first.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;

        // Each signal comes on a thread of its own: of two at the same time one must be the second.
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(exitCode);
        }

        ExitCode = exitCode;
        Console.Error.WriteLine("stopping; once more to stop at once");
        _source.Cancel();
    }
}
