using Tenon.Checking;
using Tenon.Checking.Exploration;
using Tenon.Checking.Properties;

namespace Tenon.Cli.Exploring;

/// <summary>What the explorer serves: a page of four files and, for it, the following, all JSON objects with members in a fixed order.</summary>
/// <remarks>
/// <code>
/// /api/model          the model's name, the command line that serves it, the number of initial states, the properties
/// /api/state          a run and one of its states: path=0/3/1 (none: before the first state), at=INDEX (the last state), loop=INDEX (no loop),
///                     from=N and count=N of the steps (0, 100), find=TEXT in them
/// /api/check          how the search in the background stands: stage None, Running, Done or Failed
/// /api/check/start    begins it; the answer is as before
/// /api/check/stop     ends it soon
/// </code>
/// What cannot be answered is <c>{ "error": TEXT, "validPath": PATH or null }</c>: 400 for a parameter that makes no sense, 404 for a choice that
/// the model does not have there, 500 where the model threw.
/// </remarks>
internal sealed class ExploreSite(PackedModel model, string command) : IDisposable
{
    private const int DefaultStepCount = 100;
    private readonly StateExplorer _explorer = new(model);
    private readonly CheckRun _check = new(model);

    public HttpResponse Answer(HttpRequest request)
    {
        try
        {
            return request.Path switch
            {
                "/" => File("index.html", "text/html; charset=utf-8"),
                "/explore.css" => File("explore.css", "text/css; charset=utf-8"),
                "/explore.js" => File("explore.js", "text/javascript; charset=utf-8"),
                "/icon.svg" => File("icon.svg", "image/svg+xml"),
                "/api/model" => Model(),
                "/api/state" => State(request.Query),
                "/api/check" => Check(),
                "/api/check/start" => Check(_check.Start),
                "/api/check/stop" => Check(_check.Stop),
                _ => HttpResponse.Text(404, $"There is no {request.Path} here; the page is at /."),
            };
        }
        catch (UsageException e)
        {
            return ExploreJson.Error(400, e.Message);
        }
        catch (PathException e)
        {
            return ExploreJson.Error(404, e.Message, e.ValidPath);
        }
        catch (Exception e)
        {
            // A model may throw anything where it describes a state; the page says so.
            return ExploreJson.Error(500, $"{e.GetType().Name}: {e.Message}");
        }
    }

    public void Dispose() => _check.Dispose();

    private static HttpResponse File(string name, string contentType)
    {
        using Stream stream = typeof(ExploreSite).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program was built without {name}");
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return new HttpResponse(200, contentType, bytes.ToArray());
    }

    private static int? Number(IReadOnlyDictionary<string, string> query, string name) =>
        query.TryGetValue(name, out string? text) ? Parsing.Number.Parse(name, text, 0, int.MaxValue) : null;

    private HttpResponse Model() => ExploreJson.Response(200, json =>
    {
        json.WriteString("model", model.Name);
        json.WriteString("command", command);
        json.WriteNumber("initialStates", _explorer.Visit("", maximumStepCount: 0).StepCount);
        json.WriteObjects("properties", model.Properties, property =>
        {
            json.WriteString("name", property.Name);
            json.WriteString("kind", property.Kind.ToString());
        });
    });

    private HttpResponse State(IReadOnlyDictionary<string, string> query)
    {
        string path = query.GetValueOrDefault("path", "");
        string find = query.GetValueOrDefault("find", "");
        int first = Number(query, "from") ?? 0;
        int count = Number(query, "count") ?? DefaultStepCount;
        bool isAll = find.Length > 0;
        ExploredState state = _explorer.Visit(path, Number(query, "at"), Number(query, "loop"), isAll ? 0 : first, isAll ? int.MaxValue : count);
        StepList steps = isAll ? StepList.Find(state, find, first, count) : new StepList(state.StepCount, state.Steps);
        return ExploreJson.Response(200, json => ExploreJson.Write(json, path, state, steps));
    }

    private HttpResponse Check(Action? first = null)
    {
        first?.Invoke();
        return ExploreJson.Response(200, json => ExploreJson.Write(json, _check.Status));
    }
}
