namespace Tenon.Checking.Search;

/// <summary>Puts what a model threw together with the run that leads to where it did.</summary>
internal static class ModelFailure
{
    public static ModelException Of(PackedModel model, List<int> path, Exception exception)
    {
        Trace trace = TraceBuilder.Build(model, path);
        return new ModelException($"{model.Name} threw {exception.GetType().Name}: {exception.Message}\nin the last state of:\n{trace}", trace, exception);
    }
}
