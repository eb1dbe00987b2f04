using System.Buffers;
using System.Text;
using Tenon.Pipeline.Events;
using Tenon.Simulation.Worlds;

namespace Tenon.Simulation.Campaigns;

/// <summary>A process that makes runs, one after another, as it is asked to: a line for each request, and a line for what became of it.</summary>
public static class SimulationHost
{
    /// <summary>Serves until there are no more requests. Blocks the caller, who is no thread of the pool: see <see cref="Scheduling.SoleThread"/>.</summary>
    /// <param name="requests">Where requests come from.</param>
    /// <param name="results">Where results go.</param>
    public static void Serve(TextReader requests, TextWriter results)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(results);

        // Memory, where there is some: nothing of it is to survive.
        string parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        DirectoryInfo folder = Directory.CreateDirectory(Path.Join(parent, FormattableString.Invariant($"tenon-simulate-{Environment.ProcessId}")));
        try
        {
            while (requests.ReadLine() is string line)
            {
                results.WriteLine(SimulationJson.Write(Run(SimulationJson.ReadRequest(line), folder.FullName)));
                results.Flush();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SimulationRun Run(SimulationRequest request, string folder)
    {
        using StreamWriter? log = request.Log is null ? null : new StreamWriter(request.Log, append: false, new UTF8Encoding(false));
        SimulationRun run = SimulationRun.Of(request, folder, log is null ? null : log.Write);
        if (request.Record is string record)
        {
            var bytes = new ArrayBufferWriter<byte>();
            foreach (StampedEvent told in run.Events)
            {
                EventJson.Write(told, bytes);
                bytes.Write("\n"u8);
            }

            File.WriteAllBytes(record, bytes.WrittenSpan);
        }

        return run;
    }
}
