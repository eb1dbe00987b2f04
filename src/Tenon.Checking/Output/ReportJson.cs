using System.Text.Json;
using Tenon.Checking.PartialOrder;

namespace Tenon.Checking.Output;

/// <summary>Writes what a search found as JSON.</summary>
public static class ReportJson
{
    /// <summary>
    /// The result as one JSON object: counts, properties with verdicts and traces, actions. A trace has its steps, each with its action, what
    /// changed and the whole state, and the same in the Informal Trace Format.
    /// </summary>
    /// <param name="result">The result.</param>
    public static string Of(CheckResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonText.Write(json => Write(json, result));
    }

    /// <summary>
    /// A comparison as one JSON object: whether both searches agree, in what they do not, how many times fewer states were searched, and both
    /// results.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    public static string Of(PartialOrderComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("agrees", comparison.Agrees);
            json.WriteTexts("differences", comparison.Differences);
            json.WriteNumber("ratio", Math.Round(comparison.Ratio, 3));
            json.WritePropertyName("full");
            Write(json, comparison.Full);
            json.WritePropertyName("reduced");
            Write(json, comparison.Reduced);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, CheckResult result)
    {
        json.WriteStartObject();
        json.WriteString("model", result.ModelName);
        json.WriteBoolean("holds", result.Holds);
        json.WriteBoolean("exhaustive", result.IsExhaustive);
        json.WriteString("stopReason", result.StopReason.ToString());
        json.WriteNumber("states", result.StateCount);
        json.WriteNumber("initialStates", result.InitialStateCount);
        json.WriteNumber("transitions", result.TransitionCount);
        json.WriteNumber("outsideBoundary", result.OutsideCount);
        json.WriteNumber("depth", result.Depth);
        if (result.ReducedStateCount is long reduced)
        {
            json.WriteString("reduction", "partial order");
            json.WriteNumber("reducedStates", reduced);
        }

        if (result.CompleteDepth is int complete)
        {
            json.WriteNumber("completeDepth", complete);
        }

        json.WriteNumber("waitingStates", result.WaitingStateCount);
        json.WriteNumber("collisionProbability", result.CollisionProbability);
        json.WriteNumber("visitedBytes", result.VisitedBytes);
        json.WriteNumber("frontierBytes", result.FrontierBytes);
        json.WriteNumber("modelBytes", result.ModelBytes);
        json.WriteNumber("diskBytes", result.DiskBytes);
        json.WriteBoolean("resumable", result.IsResumable);
        json.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 3));
        json.WriteObjects("properties", result.Properties, property => Write(json, property, result.ModelName));
        json.WriteObjects("actions", result.Actions, action =>
        {
            json.WriteString("name", action.Name);
            json.WriteNumber("transitions", action.TransitionCount);
            json.WriteNumber("enabledStates", action.EnabledStateCount);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PropertyResult property, string modelName)
    {
        json.WriteString("name", property.Name);
        json.WriteString("kind", property.Kind.ToString());
        json.WriteString("verdict", property.Verdict.ToString());
        if (property.AntecedentCount is long count)
        {
            json.WriteNumber("antecedentStates", count);
        }

        if (property.Explanation is string explanation)
        {
            json.WriteString("explanation", explanation);
        }

        if (property.Trace is Trace trace)
        {
            json.WritePropertyName("trace");
            Write(json, trace);
            json.WritePropertyName("itf");
            TraceExport.WriteItf(json, trace, modelName);
        }
    }

    private static void Write(Utf8JsonWriter json, Trace trace)
    {
        json.WriteStartObject();
        json.WriteString("path", trace.Path);
        if (trace.LoopStart is int loop)
        {
            json.WriteNumber("loopStart", loop);
        }

        json.WriteObjects("steps", Enumerable.Range(0, trace.Steps.Length), i =>
        {
            json.WriteString("action", trace.Steps[i].Action);
            Write(json, "changed", trace.Changes(i));
            Write(json, "state", trace.Steps[i].State);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<StateField> fields)
    {
        json.WriteStartObject(name);
        foreach (StateField field in fields)
        {
            json.WriteString(field.Name, field.Value);
        }

        json.WriteEndObject();
    }
}
