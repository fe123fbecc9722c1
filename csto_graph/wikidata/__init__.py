"""Between this graph and data sets in the model of Wikidata; one job a module.

The model: https://www.mediawiki.org/wiki/Wikibase/DataModel ; its RDF:
https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format
"""
