using System.Text.Json;
using Tenon.Checking;
using Tenon.Checking.Exploration;

namespace Tenon.Cli.Exploring;

/// <summary>Writes the answers of the explorer as JSON, members always in the same order.</summary>
internal static class ExploreJson
{
    private const string ContentType = "application/json; charset=utf-8";

    public static HttpResponse Response(int status, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new HttpResponse(status, ContentType, stream.ToArray());
    }

    /// <summary>Writes an array with an object for each of some things.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="name">The array's name.</param>
    /// <param name="items">The things.</param>
    /// <param name="write">Writes the members of one.</param>
    /// <typeparam name="T">The type of the things.</typeparam>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static HttpResponse Error(int status, string message, string? validPath = null) => Response(status, json =>
    {
        json.WriteString("error", message);
        json.WriteString("validPath", validPath);
    });

    public static void Write(Utf8JsonWriter json, string path, ExploredState state, StepList steps)
    {
        json.WriteString("path", path);
        json.WriteNumber("at", state.Index);
        WriteNumber(json, "loop", state.LoopStart);
        json.WriteObjects("run", state.Run, visited =>
        {
            json.WriteString("action", visited.Action);
            json.WriteNumber("ordinal", visited.Ordinal);
            Write(json, visited.Changes);
            WriteNames(json, "violated", visited.Violated);
        });
        json.WriteObjects("fields", state.Fields, field =>
        {
            json.WriteString("name", field.Name);
            json.WriteString("value", field.Value);
        });
        json.WriteObjects("properties", state.Properties, property =>
        {
            json.WriteString("name", property.Name);
            json.WriteString("kind", property.Kind.ToString());
            json.WriteString("standing", property.Standing.ToString());
            json.WriteBoolean("violated", property.IsViolated);
            json.WriteString("detail", property.Detail);
        });
        json.WriteStartObject("steps");
        json.WriteNumber("count", state.StepCount);
        json.WriteNumber("found", steps.FoundCount);
        json.WriteNumber("outside", state.OutsideCount);
        json.WriteString("failure", state.Failure);
        json.WriteObjects("items", steps.Steps, step =>
        {
            json.WriteNumber("ordinal", step.Ordinal);
            json.WriteString("action", step.Action);
            Write(json, step.Changes);
            WriteNumber(json, "sameAs", step.SameAs);
            WriteNames(json, "violated", step.Violated);
        });
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, CheckStatus status)
    {
        json.WriteString("stage", status.Stage.ToString());
        if (status.Progress is CheckProgress progress)
        {
            json.WriteStartObject("progress");
            json.WriteNumber("states", progress.StateCount);
            json.WriteNumber("statesPerSecond", Math.Round(progress.StatesPerSecond));
            json.WriteNumber("depth", progress.Depth);
            json.WriteNumber("waiting", progress.WaitingStateCount);
            json.WriteNumber("memoryBytes", progress.MemoryBytes);
            json.WriteNumber("seconds", Math.Round(progress.Elapsed.TotalSeconds, 3));
            json.WriteEndObject();
        }

        if (status.Failure is string failure)
        {
            json.WriteString("failure", failure);
            WriteTrace(json, status.FailureTrace);
        }

        if (status.Result is CheckResult result)
        {
            json.WriteStartObject("result");
            json.WriteBoolean("exhaustive", result.IsExhaustive);
            json.WriteString("stopReason", result.StopReason.ToString());
            json.WriteNumber("states", result.StateCount);
            json.WriteNumber("transitions", result.TransitionCount);
            json.WriteNumber("depth", result.Depth);
            json.WriteNumber("collisionProbability", result.CollisionProbability);
            json.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 3));
            json.WriteObjects("properties", result.Properties, property =>
            {
                json.WriteString("name", property.Name);
                json.WriteString("verdict", property.Verdict.ToString());
                json.WriteString("explanation", property.Explanation);
                WriteTrace(json, property.Trace);
            });
            json.WriteObjects("actions", result.Actions, action =>
            {
                json.WriteString("name", action.Name);
                json.WriteNumber("transitions", action.TransitionCount);
            });
            json.WriteEndObject();
        }
    }

    /// <summary>A trace as the path and the loop by which the page finds it again.</summary>
    private static void WriteTrace(Utf8JsonWriter json, Trace? trace)
    {
        json.WriteString("path", trace?.Path);

        // A path has no stuttering, so the loop is counted in real steps; a loop of stuttering alone begins at the last state.
        WriteNumber(json, "loop", trace?.LoopStart is int start ? trace.Steps.Take(start + 1).Count(step => step.Ordinal >= 0) - 1 : null);
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<FieldChange> changes) => json.WriteObjects("changes", changes, change =>
    {
        json.WriteString("name", change.Name);
        json.WriteString("before", change.Before);
        json.WriteString("after", change.After);
    });

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        if (value is int number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
