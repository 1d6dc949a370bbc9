// The penalties that were imposed on parties.
// parameters: ids [party id, ...]
// columns: found [[party id, id, document_number, department], ...]
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:IMPOSED_ON]-(y:Penalty)
RETURN collect([p.id, y.id, y.document_number, y.department]) AS found
