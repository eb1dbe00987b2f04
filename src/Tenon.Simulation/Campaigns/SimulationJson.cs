using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Interception;
using Tenon.Simulation.Worlds;

namespace Tenon.Simulation.Campaigns;

/// <summary>Requests and results as lines, between a campaign and the processes that run it.</summary>
internal static class SimulationJson
{
    public static string Write(SimulationRequest request) => JsonSerializer.Serialize(
        new RequestLine(request.Seed, request.Faults is ImmutableArray<Fault> faults ? Texts(faults) : null, request.Files, request.Log, request.Record), SimulationLines.Default.RequestLine);

    public static SimulationRequest ReadRequest(string line)
    {
        RequestLine read = JsonSerializer.Deserialize(line, SimulationLines.Default.RequestLine)!; // A campaign wrote it.
        return new SimulationRequest(read.Seed) { Faults = read.Faults is null ? null : Faults(read.Faults), Files = read.Files, Log = read.Log, Record = read.Record };
    }

    public static string Write(SimulationRun run) => JsonSerializer.Serialize(
        new RunLine(
            run.Seed, run.Hash, Texts(run.Faults), Texts(run.Struck), run.Problem, new(run.Actions), run.EventCount, run.FileCount, run.Duration.TotalSeconds,
            run.Calls.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value)),
        SimulationLines.Default.RunLine);

    public static SimulationRun ReadRun(string line)
    {
        RunLine read = JsonSerializer.Deserialize(line, SimulationLines.Default.RunLine)!; // A process of the campaign wrote it.
        return new SimulationRun(
            read.Seed, read.Hash, Faults(read.Faults), Faults(read.Struck), read.Problem, read.Actions.ToImmutableSortedDictionary(StringComparer.Ordinal), read.Events, read.Files, TimeSpan.FromSeconds(read.Seconds))
        {
            Calls = read.Calls.ToImmutableSortedDictionary(pair => Enum.Parse<CallSite>(pair.Key), pair => pair.Value),
        };
    }

    private static string[] Texts(ImmutableArray<Fault> faults) => [.. faults.Select(fault => fault.ToString())];

    private static ImmutableArray<Fault> Faults(string[] texts) => [.. texts.Select(Fault.Parse)];
}

/// <summary>A <see cref="SimulationRequest"/> as a line.</summary>
internal sealed record RequestLine(int Seed, string[]? Faults, int? Files, string? Log, string? Record);

/// <summary>A <see cref="SimulationRun"/> as a line.</summary>
internal sealed record RunLine(
    int Seed, string Hash, string[] Faults, string[] Struck, string? Problem, Dictionary<string, long> Actions, int Events, int Files, double Seconds, Dictionary<string, int> Calls);

/// <summary>Serializers made by the compiler.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RequestLine))]
[JsonSerializable(typeof(RunLine))]
internal sealed partial class SimulationLines : JsonSerializerContext;
