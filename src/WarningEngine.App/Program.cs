using WarningEngine.App.Patterns;
var set = PatternFiles.Load(PatternFiles.Shipped);
foreach (var p in set.Patterns) { Console.WriteLine($"{p.Key} cost {p.Cost}"); }
return 0;
