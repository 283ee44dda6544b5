using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core;
using WarningEngine.Core.Models;
using WarningEngine.Load.Baselines;

namespace WarningEngine.Load.Input;

/// <summary>The shipped patterns, and the shipped model where one is to decide: what a new installation begins with.</summary>
internal static class WhatDecides
{
    public static FixedArtifacts Of(bool withModel) => Of(withModel ? Shipped() : null);

    /// <summary>The same for a peer, which asks the model through ML.NET.</summary>
    public static FixedArtifacts OfPeer(bool withModel) => Of(
        withModel && Shipped() is var model ? model with { Scores = new MlNetScores(ShippedModels.Person, model.Forest.Features) } : null);

    /// <summary>Where the model changes its mind.</summary>
    public static ModelThresholds Thresholds => Shipped().Thresholds;

    private static Model Shipped() => ModelFiles.Read(ShippedModels.Person).Model;

    private static FixedArtifacts Of(Model? model) => new(RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _), model is null ? null : [model]);
}
