using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Tenon.Verification.Traces;

/// <summary>Runs in which one step is altered, so that it is a behaviour of the specification no more.</summary>
internal static class AlteredSteps
{
    /// <summary>Variants of a file of steps; the first line has the constants.</summary>
    /// <param name="lines">The lines.</param>
    public static IEnumerable<(string What, ImmutableArray<string> Lines)> Of(ImmutableArray<string> lines)
    {
        // The first and the last of its kind: a fault at the end has nothing after it by which it could show.
        foreach (string action in new[] { "PublishMerge", "WriteOutputs", "ClaimInputs", "UploadOutput", "IngestSplit" })
        {
            foreach (int line in new[] { First(lines, action), Last(lines, action) }.Where(line => line > 0).Distinct())
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, {action}");
                yield return ($"{name}, doubled", lines.Insert(line, lines[line]));
                yield return ($"{name}, with a split published that is not", lines.SetItem(line, With(lines[line], "published", 1_000_000)));
                if (action != "IngestSplit")
                {
                    yield return ($"{name}, of another lease", lines.SetItem(line, lines[line].Replace("\"lease\":", "\"lease\":9", StringComparison.Ordinal)));
                    yield return ($"{name}, of an input more", lines.SetItem(line, With(lines[line], "inputs", 1_000_000)));
                }

                if (action == "WriteOutputs")
                {
                    yield return ($"{name}, with a row more", lines.SetItem(line, With(lines[line], "rows", 1)));
                }

                // A step of a merge that comes to nothing may be missing; what is published is told with the next step.
                if (action == "PublishMerge" && line + 1 < lines.Length)
                {
                    yield return ($"{name}, left out", lines.RemoveAt(line));
                }
            }
        }
    }

    private static int First(ImmutableArray<string> lines, string action) => Find(lines, action).FirstOrDefault();

    private static int Last(ImmutableArray<string> lines, string action) => Find(lines, action).LastOrDefault();

    private static IEnumerable<int> Find(ImmutableArray<string> lines, string action) =>
        Enumerable.Range(1, lines.Length - 1).Where(i => lines[i].StartsWith($"{{\"action\":\"{action}\"", StringComparison.Ordinal));

    private static string With(string line, string field, int number)
    {
        JsonObject step = JsonNode.Parse(line)!.AsObject(); // Every line is an object.
        ((JsonArray)step[field]!).Add((JsonNode)number); // With this field, as its action has it.
        return step.ToJsonString();
    }
}
