using System.Diagnostics;
using System.Text;
using Tenon.Simulation.Scheduling;
using Tenon.Simulation.Worlds;

namespace Tenon.Simulation.Campaigns;

/// <summary>A process that a campaign asks for runs: <see cref="SimulationHost"/> at the other end. Not thread-safe.</summary>
public sealed class SimulationWorker : IDisposable
{
    private readonly Process _process;

    private SimulationWorker(Process process) => _process = process;

    /// <summary>Begins a process.</summary>
    /// <param name="program">The program, and the arguments with which it serves.</param>
    /// <returns>The worker.</returns>
    public static SimulationWorker Start(IReadOnlyList<string> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in SoleThread.Environment)
        {
            start.Environment[name] = value;
        }

        // A worker lives for minutes: where the program compiles itself, what is called 30 times (hexadecimal) is worth to be compiled well.
        start.Environment["DOTNET_TC_CallCountThreshold"] = "1E";
        return new SimulationWorker(Process.Start(start) ?? throw new IOException($"{program[0]} could not be started"));
    }

    /// <summary>Asks for a run, and waits for it.</summary>
    /// <param name="request">The run.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="IOException">The process died over it.</exception>
    public SimulationRun Run(SimulationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _process.StandardInput.WriteLine(SimulationJson.Write(request));
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() is string line
            ? SimulationJson.ReadRun(line)
            : throw new IOException($"the process that simulated {request} died");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        _process.Dispose();
    }
}
