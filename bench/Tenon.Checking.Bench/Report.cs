using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tenon.Checking.Bench;

/// <summary>What a run took, for people and for programs.</summary>
internal static class Report
{
    public static string Text(CheckResult result, SearchProfile? profile)
    {
        using Process process = Process.GetCurrentProcess();
        double cpu = process.TotalProcessorTime.TotalSeconds;
        StringBuilder text = new(result.ToString());
        text.Append(CultureInfo.InvariantCulture, $"cpu {cpu:0.00} s, {result.StateCount / cpu / 1000:0} k states/cpu-s, ");
        text.Append(CultureInfo.InvariantCulture, $"{result.TransitionCount / cpu / 1e6:0.0} M transitions/cpu-s, peak {process.PeakWorkingSet64 >> 20} MiB\n");
        text.Append(CultureInfo.InvariantCulture, $"visited {(double)result.VisitedBytes / result.StateCount:0.0} bytes/state, ");
        text.Append(CultureInfo.InvariantCulture, $"frontier at most {result.FrontierBytes >> 20} MiB, kept by the model {result.ModelBytes >> 20} MiB\n");
        foreach ((string name, TimeSpan time) in Parts(profile))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name} {time.TotalSeconds:0.00} s\n");
        }

        return text.ToString();
    }

    public static string Json(CheckResult result, SearchProfile? profile)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("holds", result.Holds);
            json.WriteNumber("states", result.StateCount);
            json.WriteNumber("transitions", result.TransitionCount);
            json.WriteNumber("depth", result.Depth);
            json.WriteNumber("visitedBytes", result.VisitedBytes);
            json.WriteNumber("frontierBytes", result.FrontierBytes);
            json.WriteNumber("modelBytes", result.ModelBytes);
            json.WriteNumber("searchSeconds", result.Elapsed.TotalSeconds);
            json.WriteStartObject("profile");
            foreach ((string name, TimeSpan time) in Parts(profile))
            {
                json.WriteNumber(name, time.TotalSeconds);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    // Together they are the whole search.
    private static IEnumerable<(string Name, TimeSpan Time)> Parts(SearchProfile? profile) => profile is null ? [] :
    [
        ("generation", profile.Expansion - profile.Codec - profile.Hashing),
        ("codec", profile.Codec),
        ("hashing", profile.Hashing),
        ("lookup", profile.Insertion - profile.Appending),
        ("frontier", profile.Frontier + profile.Appending),
    ];
}
